#include "src/sys/screen.h"

#include <sys/ioctl.h>
#include <unistd.h>

namespace skep {
namespace {

constexpr std::string_view start = "\033[?25l\033[?7l";
constexpr std::string_view end = "\033[?7h\033[?25h";
constexpr std::size_t usual_lines = 24;

}  // namespace

Screen::Screen(int fd) : fd_(fd), is_there_(::isatty(fd) == 1) {
  if (is_there_) write(start);
}

Screen::~Screen() {
  if (is_there_) write(end);
}

std::size_t Screen::line_count() const {
  winsize size{};
  if (::ioctl(fd_, TIOCGWINSZ, &size) != 0 || size.ws_row == 0)
    return usual_lines;
  return size.ws_row;
}

std::string_view Screen::clear() { return "\033[H\033[J"; }

// Nobody needs to know that it could not be written.
void Screen::write(std::string_view text) const {
  [[maybe_unused]] const ssize_t written =
      ::write(fd_, text.data(), text.size());
}

}  // namespace skep
