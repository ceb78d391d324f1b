#include "src/prog/stream.h"

#include <bpf/bpf.h>

#include <cerrno>
#include <cstddef>

#include "src/sys/error.h"

namespace skep::prog {
namespace {

// What is read at once: the kernel keeps less, but a program can write on.
constexpr std::size_t most_at_once = 1U << 20U;

Error read_error(int code) {
  Error error = system_error(code, "can't read a stream of the program");
  if (error.code() != EINVAL) return error;
  return error.with_hint("programs have streams since Linux 6.17");
}

}  // namespace

void StreamReader::drain(const Visitor& visit) {
  for (std::size_t done = 0; done < most_at_once;) {
    const int got = bpf_prog_stream_read(
        prog_.get(), stream_, chunk_.data(),
        static_cast<std::uint32_t>(chunk_.size()), nullptr);
    if (got == -EINTR) continue;
    if (got < 0) throw read_error(got);
    if (got == 0) return;
    const auto size = static_cast<std::size_t>(got);
    visit(text_of({chunk_.data(), size}));
    done += size;
  }
}

}  // namespace skep::prog
