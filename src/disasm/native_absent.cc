// Instead of native.cc, in a build without Capstone.
#include "src/disasm/native.h"
#include "src/sys/error.h"

namespace skep::disasm {

bool can_read_native() { return false; }

struct NativeReader::Engine {};

NativeReader::NativeReader(Machine) {
  throw failure("this build of skep can't read native instructions")
      .with_hint(
          "it can when skep is built with Capstone (libcapstone-dev); `prog "
          "dump "
          "jited PROG file FILE` writes them to a file for objdump -D");
}

NativeReader::~NativeReader() = default;

NativeInsn NativeReader::read(ByteView, std::uint64_t) const { return {}; }

}  // namespace skep::disasm
