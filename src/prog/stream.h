// The streams of a program: what it says to user space on its standard output
// and error, and what the kernel says of it there.
#pragma once

#include <linux/bpf.h>

#include <array>
#include <cstdint>
#include <functional>
#include <string_view>

#include "src/sys/bytes.h"
#include "src/sys/fd.h"

namespace skep::prog {

// Reads one stream of a program, which must stay open; what is read is removed.
// There is no descriptor to poll: look now and then.
// Source: BPF_PROG_STREAM_READ_BY_FD, since Linux 6.17.
class StreamReader {
 public:
  using Visitor = std::function<void(std::string_view piece)>;

  // `stream` is BPF_STREAM_STDOUT or BPF_STREAM_STDERR.
  StreamReader(const Fd& prog, std::uint32_t stream)
      : prog_(prog), stream_(stream) {}

  // Visit what is there now, in pieces that end anywhere.
  // Errors: Error when the kernel has no streams.
  void drain(const Visitor& visit);

 private:
  const Fd& prog_;
  std::uint32_t stream_;
  std::array<Byte, 4096> chunk_{};
};

}  // namespace skep::prog
