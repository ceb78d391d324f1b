#include "commands/map/event_loop.h"

#include <algorithm>

#include "src/sys/signals.h"

namespace skep::commands {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// Some events are there without anybody being woken: see EventReader::fd().
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

void read_events(map::EventReader& reader,
                 std::optional<milliseconds> time_limit, Writer& out,
                 const map::EventReader::Visitor& visit) {
  const Deadline deadline{time_limit};
  while (true) {
    // Looked at before reading, so that what was there in the end is shown.
    const milliseconds left = deadline.left();
    const bool is_over = is_stop_requested() || left == milliseconds{0};
    const bool wants_more = reader.drain(visit);
    out.flush();
    if (is_over || !wants_more) return;
    static_cast<void>(wait_for_input(reader.fd(), left));
  }
}

}  // namespace skep::commands
