// The trace of the kernel: what BPF programs print by bpf_printk(), and what
// else is traced.
#pragma once

#include <array>

#include "src/sys/bytes.h"
#include "src/sys/fd.h"
#include "src/sys/line_cutter.h"

namespace skep {

// Reads the lines of the trace, which removes them. Like other readers it never
// waits by itself.
class TracePipe {
 public:
  // Open the trace. Nothing is mounted for it.
  // Errors: Error when no tracefs is mounted; when another process reads the
  //         trace (since Linux 6.6 there is one reader).
  TracePipe();

  // Return a descriptor to poll. The kernel calls it readable when half of its
  // memory is full (tracefs's buffer_percent): look now and then in any case.
  [[nodiscard]] int fd() const { return fd_.get(); }

  // Visit the lines that are there now, with their line feeds. Return whether
  // the visitor wants more; what it did not take waits for the next call.
  bool drain(const LineCutter::Visitor& visit);

 private:
  Fd fd_;
  LineCutter lines_{};
  std::array<Byte, 1U << 16U> chunk_{};
};

}  // namespace skep
