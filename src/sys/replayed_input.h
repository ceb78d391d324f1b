// Input that is read twice: first to be checked, then to be used.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "src/sys/bytes.h"
#include "src/sys/fd.h"

namespace skep {

// A regular file is read again. What comes out of a pipe is kept meanwhile in a
// temporary file without a name, so that memory stays small.
class ReplayedInput {
 public:
  // Open a file; "-" is standard input.
  // Errors: Error that names it.
  explicit ReplayedInput(const std::string& path);

  // What messages call it.
  [[nodiscard]] const std::string& name() const { return name_; }

  // Read up to buffer.size() bytes; return how many, 0 at the end.
  // Errors: Error; the stop signal.
  [[nodiscard]] std::size_t read(MutableBytes buffer);

  // Return the next `size` bytes, fewer at the end, which read() returns again;
  // valid until then.
  [[nodiscard]] std::string_view peek(std::size_t size);

  // Begin again. Of a pipe, what had not been read is lost.
  void rewind();

 private:
  [[nodiscard]] std::size_t read_on(MutableBytes buffer);

  std::string name_;
  Fd source_;
  Fd copy_{};  // of what a pipe says
  Bytes peeked_{};
  ::off_t start_ = 0;
  bool is_replay_ = false;
};

}  // namespace skep
