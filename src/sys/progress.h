// How far long work has come, for people who watch.
#pragma once

#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <string>

namespace skep {

// One line on a terminal that is written again and again, once work takes
// longer than people like to wait; the destructor removes it. Where there is no
// terminal, nothing is written.
class Progress {
 public:
  // `verb` begins the line: "imported 12000 elements, 60000 a second".
  explicit Progress(std::string verb, int fd = STDERR_FILENO,
                    std::chrono::milliseconds patience = std::chrono::seconds{
                        1});
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  // Say how many elements are done; cheap enough for every few thousand.
  void show(std::uint64_t count);

 private:
  using Clock = std::chrono::steady_clock;

  void write(const std::string& text) const;

  std::string verb_;
  int fd_;
  bool is_watched_;
  bool is_shown_ = false;
  Clock::time_point start_ = Clock::now();
  Clock::time_point next_;
};

}  // namespace skep
