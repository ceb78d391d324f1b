#include "src/map/text_window.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "src/sys/error.h"

namespace skep::map {
namespace {

constexpr std::size_t usual_size = std::size_t{1} << 18U;
constexpr std::size_t largest_size = std::size_t{1} << 24U;

// Finds the end of a JSON object that comes in pieces.
class ObjectScan {
 public:
  // Look at the rest of `text`, which has grown; return the size of the object
  // that it begins with, 0 if it is not complete.
  std::size_t scan(std::string_view text) {
    for (; at_ < text.size(); ++at_) {
      look_at(text[at_]);
      if (depth_ == 0) return at_ + 1;
    }
    return 0;
  }

 private:
  void look_at(char c) {
    if (is_escaped_) {
      is_escaped_ = false;
    } else if (is_string_) {
      is_escaped_ = c == '\\';
      is_string_ = c != '"';
    } else {
      is_string_ = c == '"';
      if (c == '{' || c == '[') ++depth_;
      if (c == '}' || c == ']') --depth_;
    }
  }

  std::size_t at_ = 0;
  std::size_t depth_ = 0;
  bool is_string_ = false;
  bool is_escaped_ = false;
};

}  // namespace

TextWindow::TextWindow(ReplayedInput& input)
    : input_(input), buffer_(usual_size, '\0') {}

bool TextWindow::extend() {
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  if (end_ == buffer_.size()) {
    if (end_ >= largest_size)
      throw failure("a line or element is longer than 16 MiB");
    buffer_.resize(buffer_.size() * 2);
  }
  const std::size_t got = input_.read(
      {reinterpret_cast<Byte*>(buffer_.data()) + end_, buffer_.size() - end_});
  end_ += got;
  return got != 0;
}

std::optional<std::string_view> Lines::next() {
  window_.drop(used_);
  used_ = 0;
  ++number_;
  std::size_t seen = 0;
  std::size_t end = 0;
  while ((end = window_.text().find('\n', seen)) == std::string_view::npos) {
    seen = window_.text().size();
    if (window_.extend()) continue;
    used_ = seen;
    if (seen == 0) return std::nullopt;
    return window_.text();
  }
  used_ = end + 1;
  std::string_view line = window_.text().substr(0, end);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

void ArrayElements::drop(std::size_t size) {
  const std::string_view text = window_.text().substr(0, size);
  line_ +=
      static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
  window_.drop(size);
}

// Drop blanks; return the character behind them, 0 at the end of the text.
char ArrayElements::skip_to_token() {
  for (;;) {
    const std::size_t blanks = window_.text().find_first_not_of(" \t\r\n");
    if (blanks != std::string_view::npos) {
      drop(blanks);
      return window_.text().front();
    }
    drop(window_.text().size());
    if (!window_.extend()) return '\0';
  }
}

std::size_t ArrayElements::find_end() {
  ObjectScan scan;
  for (;;) {
    const std::size_t size = scan.scan(window_.text());
    if (size != 0) return size;
    if (!window_.extend()) throw failure("the last element has no end");
  }
}

// Drop the character that must come next; return the one behind it.
char ArrayElements::take(char expected, char found) {
  if (found != expected) throw failure("expected '{}'", expected);
  drop(1);
  return skip_to_token();
}

std::optional<std::string_view> ArrayElements::next() {
  drop(std::exchange(used_, 0));
  char token = skip_to_token();
  const bool is_first = std::exchange(is_first_, false);
  if (is_first) token = take('[', token);
  if (token == ']') {
    if (take(']', token) != '\0')
      throw failure("there is text behind the array");
    return std::nullopt;
  }
  if (!is_first) token = take(',', token);
  if (token != '{') throw failure("expected an element, '{{'");
  used_ = find_end();
  return window_.text().substr(0, used_);
}

}  // namespace skep::map
