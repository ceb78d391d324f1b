// Captures of any form.
#include "src/capture/capture.h"

#include "tests/fuzz/fuzz.h"

namespace skep::fuzz {

void fuzz_one(ByteView bytes) {
  const MemoryFile memory{bytes};
  capture::Capture capture{memory.path()};
  std::uint64_t count = 0;
  std::size_t size = 0;
  while (const auto packet = capture.next()) {
    require(packet->number == ++count, "numbers in order", {});
    size += packet->data.size();
  }
  require(size <= bytes.size(), "no more than there is", {});
}

}  // namespace skep::fuzz
