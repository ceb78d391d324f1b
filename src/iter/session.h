// Running an iterator: what it writes, from the first byte to the last.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "src/sys/bytes.h"
#include "src/sys/fd.h"

namespace skep::iter {

// One run of the iterator of a link. The link may go away meanwhile.
// Source: BPF_ITER_CREATE and read(2), since Linux 5.8.
class Session {
 public:
  // Start a run, in a network namespace if it is open; `name` is for messages.
  // Errors: Error when the link is none of an iterator; usage error for a
  //         namespace if it makes no difference to the target.
  Session(const Fd& link, std::string name, const Fd& netns = {});

  // Read on. Returns what the iterator wrote, cut anywhere, until the next
  // call; empty: this was all.
  // Errors: Error when the program keeps asking for the same object, or writes
  //         more for one object than the kernel has room for; of kind
  //         `interrupted` on a stop signal.
  [[nodiscard]] std::string_view read();

 private:
  // The kernel's buffer has this size: no read returns more.
  static constexpr std::size_t buffer_size = 32U << 10U;

  std::string name_;
  Fd fd_;
  Bytes buffer_ = Bytes(buffer_size);  // stays where it is in moves
};

}  // namespace skep::iter
