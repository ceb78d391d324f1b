#include "src/run/status_line.h"

#include <fmt/format.h>

namespace skep {
namespace {

constexpr std::chrono::milliseconds most_age{1000};
constexpr const char* clear_line = "\r\033[K";

}  // namespace

Watched::Counts total_of(const StatusLine::Sources& sources) {
  Watched::Counts total;
  for (const auto& source : sources) {
    const Watched::Counts counts = source->counts();
    total.shown += counts.shown;
    total.lost += counts.lost;
    total.unfit += counts.unfit;
  }
  return total;
}

std::string status_text(std::chrono::seconds time,
                        const Watched::Counts& counts, double rate) {
  std::string text = fmt::format("{}s  {} shown", time.count(), counts.shown);
  if (rate > 0) text += fmt::format("  {:.0f}/s", rate);
  if (counts.lost != 0) text += fmt::format("  {} lost", counts.lost);
  if (counts.unfit != 0)
    text += fmt::format("  {} of another type", counts.unfit);
  return text;
}

StatusLine::StatusLine(const Sources& sources, int fd, int rows)
    : sources_(sources),
      fd_(fd),
      is_watched_(!sources.empty() && ::isatty(fd) == 1),
      is_among_rows_(::isatty(rows) == 1) {}

StatusLine::~StatusLine() {
  if (is_shown_) write(clear_line);
}

void StatusLine::hide() {
  if (!is_shown_ || !is_among_rows_) return;
  write(clear_line);
  is_shown_ = false;
}

void StatusLine::show() {
  if (!is_watched_) return;
  const Clock::time_point now = Clock::now();
  const bool is_old = now - updated_ >= most_age;
  if (is_old) update(now);
  if (text_.empty() || (is_shown_ && !is_old)) return;
  is_shown_ = true;
  write(clear_line + text_);
}

void StatusLine::update(Clock::time_point now) {
  const Watched::Counts counts = total_of(sources_);
  const std::chrono::duration<double> passed = now - updated_;
  const auto news = static_cast<double>(counts.shown - shown_before_);
  text_ = status_text(
      std::chrono::duration_cast<std::chrono::seconds>(now - start_), counts,
      news / passed.count());
  shown_before_ = counts.shown;
  updated_ = now;
}

// Nobody needs to know that it could not be written.
void StatusLine::write(const std::string& text) const {
  [[maybe_unused]] const ssize_t written =
      ::write(fd_, text.data(), text.size());
}

}  // namespace skep
