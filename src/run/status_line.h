// How it goes while an object runs, for people who watch.
#pragma once

#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "src/run/watched.h"

namespace skep {

// Return the sum of what the sources count.
[[nodiscard]] Watched::Counts total_of(
    const std::vector<std::unique_ptr<Watched>>& sources);

// Return "12s  4010 shown  320/s  3 lost  1 of another type"; what is zero is
// left out, except how many were shown.
[[nodiscard]] std::string status_text(std::chrono::seconds time,
                                      const Watched::Counts& counts,
                                      double rate);

// One line on a terminal, below what is shown, that is written again and again;
// the destructor removes it. Where there is no terminal, or nothing to show,
// nothing is written.
class StatusLine {
 public:
  using Sources = std::vector<std::unique_ptr<Watched>>;

  // The sources must outlive it. It is written to `fd`; rows go to `rows`,
  // which may be the same terminal.
  explicit StatusLine(const Sources& sources, int fd = STDERR_FILENO,
                      int rows = STDOUT_FILENO);
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;
  ~StatusLine();

  // Make room for rows: call it before any are written.
  void hide();
  // Write the line again, if it is hidden or old.
  void show();

 private:
  using Clock = std::chrono::steady_clock;

  void update(Clock::time_point now);
  void write(const std::string& text) const;

  const Sources& sources_;
  int fd_;
  bool is_watched_;
  bool is_among_rows_;
  bool is_shown_ = false;
  std::string text_{};
  Clock::time_point start_ = Clock::now();
  Clock::time_point updated_ = start_;
  std::uint64_t shown_before_ = 0;
};

}  // namespace skep
