// Text too long for memory, seen piece by piece: lines, elements of an array.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "src/sys/replayed_input.h"

namespace skep::map {

// The part of an input that has been read and not been dropped.
class TextWindow {
 public:
  explicit TextWindow(ReplayedInput& input);

  [[nodiscard]] std::string_view text() const {
    return std::string_view{buffer_}.substr(begin_, end_ - begin_);
  }
  // Read more behind the text; return false at the end of the input. What
  // text() has returned is no longer valid.
  // Errors: Error when the text would become longer than 16 MiB.
  [[nodiscard]] bool extend();
  // Forget the front of the text.
  void drop(std::size_t size) { begin_ += size; }

 private:
  ReplayedInput& input_;
  std::string buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

// The lines of a text; the last one need not end.
class Lines {
 public:
  explicit Lines(TextWindow window) : window_(std::move(window)) {}

  // Return the next line without its end, valid until the next call; nullopt
  // when there is none.
  [[nodiscard]] std::optional<std::string_view> next();
  // Return the number of the last line, from 1.
  [[nodiscard]] std::uint64_t number() const { return number_; }

 private:
  TextWindow window_;
  std::size_t used_ = 0;  // by the last line
  std::uint64_t number_ = 0;
};

// The objects that a JSON array holds.
class ArrayElements {
 public:
  explicit ArrayElements(TextWindow window) : window_(std::move(window)) {}

  // Return the text of the next object, valid until the next call; nullopt
  // behind the last.
  // Errors: Error when it is no array of objects.
  [[nodiscard]] std::optional<std::string_view> next();
  // Return the number of the line at which the last one begins, from 1.
  [[nodiscard]] std::uint64_t line() const { return line_; }

 private:
  [[nodiscard]] char skip_to_token();
  void drop(std::size_t size);
  [[nodiscard]] std::size_t find_end();
  [[nodiscard]] char take(char expected, char found);

  TextWindow window_;
  std::size_t used_ = 0;  // by the last element
  std::uint64_t line_ = 1;
  bool is_first_ = true;
};

}  // namespace skep::map
