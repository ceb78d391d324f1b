#include "commands/types/read_loop.h"

#include <algorithm>

#include "src/sys/signals.h"

namespace skep::commands {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// Some of what can be read wakes nobody: see EventReader::fd().
constexpr milliseconds longest_wait{200};

class Deadline {
 public:
  explicit Deadline(std::optional<milliseconds> limit) {
    if (limit) end_ = Clock::now() + *limit;
  }

  // Return how long to wait at the most: 0 when the time is over.
  [[nodiscard]] milliseconds left() const {
    if (!end_) return longest_wait;
    const auto left = std::chrono::ceil<milliseconds>(*end_ - Clock::now());
    return std::clamp(left, milliseconds{0}, longest_wait);
  }

 private:
  std::optional<Clock::time_point> end_;
};

}  // namespace

void read_until_done(int fd, std::optional<milliseconds> time_limit,
                     Writer& out, const std::function<bool()>& drain) {
  const Deadline deadline{time_limit};
  while (true) {
    // Looked at before reading, so that what was there in the end is shown.
    const milliseconds left = deadline.left();
    const bool is_over = is_stop_requested() || left == milliseconds{0};
    const bool wants_more = drain();
    out.flush();
    if (is_over || !wants_more) return;
    static_cast<void>(wait_for_input(fd, left));
  }
}

}  // namespace skep::commands
