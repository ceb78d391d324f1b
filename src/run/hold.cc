#include "src/run/hold.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "src/sys/signals.h"

namespace skep {
namespace {

using std::chrono::milliseconds;

// How much of one source is shown before the next one has its turn.
constexpr std::uint64_t most_at_once = 1U << 16U;

// How often a condition is looked at.
constexpr milliseconds until_interval{100};

// With nothing to look at.
constexpr milliseconds long_time{60'000};

bool has_ended(int process) {
  return process >= 0 && wait_for_input(process, milliseconds{0});
}

}  // namespace

std::string_view name_of(HoldEnd end) {
  constexpr std::array<std::string_view, 5> names{
      "signal", "process", "timeout", "count", "condition"};
  return names.at(static_cast<std::size_t>(end));
}

std::optional<HoldEnd> Hold::end_from_outside() const {
  if (is_stop_requested()) return HoldEnd::signal;
  if (has_ended(limits_.process)) return HoldEnd::process;
  if (limits_.timeout && Clock::now() - start_ >= *limits_.timeout)
    return HoldEnd::timeout;
  return std::nullopt;
}

// Return whether a source may have more to show at once.
bool Hold::show_round() {
  const std::uint64_t before = shown_;
  bool has_more = false;
  for (const auto& source : sources_) {
    if (has_enough()) break;
    const std::uint64_t most =
        limits_.count ? std::min(most_at_once, *limits_.count - shown_)
                      : most_at_once;
    const std::uint64_t shown = source->show(out_, most);
    shown_ += shown;
    has_more |= shown >= most;
  }
  publish(shown_ != before);
  return has_more;
}

// Hand over what was shown, and tell how it goes below.
void Hold::publish(bool has_rows) {
  if (has_rows) status_.hide();
  out_.flush();
  if (!sources_.empty()) status_.show();
}

milliseconds Hold::longest_wait() const {
  milliseconds wait = long_time;
  for (const auto& source : sources_) wait = std::min(wait, source->interval());
  if (limits_.until != nullptr) wait = std::min(wait, until_interval);
  if (limits_.timeout) {
    const auto end = start_ + *limits_.timeout;
    wait = std::min(wait, std::chrono::ceil<milliseconds>(end - Clock::now()));
  }
  return std::max(wait, milliseconds{0});
}

void Hold::wait() const {
  std::vector<int> fds{limits_.process};
  for (const auto& source : sources_) fds.push_back(source->fd());
  static_cast<void>(wait_for_any_input(fds, longest_wait()));
}

HoldEnd Hold::run() {
  while (true) {
    // Looked at before showing, so that what was there in the end is shown.
    const std::optional<HoldEnd> end = end_from_outside();
    const bool has_more = show_round();
    if (has_enough()) return HoldEnd::count;
    if (limits_.until != nullptr && limits_.until->holds())
      return HoldEnd::condition;
    if (end) return *end;
    if (!has_more) wait();
  }
}

void Hold::drain() {
  for (const auto& source : sources_) source->finish();
  while (!has_enough() && show_round()) {
  }
  status_.hide();
}

}  // namespace skep
