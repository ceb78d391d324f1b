// The bytes of a capture file, one piece after the other.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>

#include "src/sys/bytes.h"
#include "src/sys/error.h"
#include "src/sys/fd.h"

namespace skep::capture {

class Input {
 public:
  // Open a file; "-" is standard input.
  explicit Input(const std::string& path);

  // What messages call it.
  [[nodiscard]] const std::string& name() const { return name_; }

  // Is nothing left?
  [[nodiscard]] bool at_end();
  // Take the next `size` bytes; valid until the next call.
  // Errors: Error when there are fewer, or when it is absurdly many.
  [[nodiscard]] ByteView take(std::size_t size);
  // Leave out the next `size` bytes.
  void skip(std::uint64_t size);

  // Make the error for content that is no capture.
  [[nodiscard]] Error malformed(const std::string& what) const;

 private:
  // Have `size` bytes behind start_, or all that are left.
  [[nodiscard]] bool fill(std::size_t size);

  std::string name_;
  Fd fd_;
  Bytes buffer_{};
  std::size_t start_ = 0;  // of what was not taken
  std::size_t end_ = 0;
};

// The numbers in a piece of a file that may be of the other byte order.
class Numbers {
 public:
  Numbers(ByteView bytes, bool is_swapped)
      : bytes_(bytes), is_swapped_(is_swapped) {}

  // Return the number at `offset`; bytes that are missing are zero.
  template <std::unsigned_integral T>
  [[nodiscard]] T at(std::size_t offset) const {
    const ByteView rest = bytes_.subspan(std::min(offset, bytes_.size()));
    T number = load_as<T>(rest);
    if (!is_swapped_) return number;
    auto* const first = reinterpret_cast<Byte*>(&number);
    std::reverse(first, first + sizeof number);
    return number;
  }

 private:
  ByteView bytes_;
  bool is_swapped_;
};

}  // namespace skep::capture
