#include "src/sys/progress.h"

#include <fmt/format.h>

#include <string_view>

namespace skep {
namespace {

constexpr std::chrono::milliseconds pause{200};
constexpr std::string_view clear_line = "\r\033[K";

}  // namespace

Progress::Progress(std::string verb, int fd, std::chrono::milliseconds patience)
    : verb_(std::move(verb)),
      fd_(fd),
      is_watched_(::isatty(fd) == 1),
      next_(start_ + patience) {}

Progress::~Progress() {
  if (is_shown_) write(std::string{clear_line});
}

void Progress::show(std::uint64_t count) {
  if (!is_watched_) return;
  const Clock::time_point now = Clock::now();
  if (now < next_) return;
  next_ = now + pause;
  is_shown_ = true;
  const std::chrono::duration<double> passed = now - start_;
  write(fmt::format("{}{} {} elements, {:.0f} a second", clear_line, verb_,
                    count, static_cast<double>(count) / passed.count()));
}

// Nobody needs to know that it could not be written.
void Progress::write(const std::string& text) const {
  [[maybe_unused]] const ssize_t written =
      ::write(fd_, text.data(), text.size());
}

}  // namespace skep
