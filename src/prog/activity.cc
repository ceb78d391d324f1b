#include "src/prog/activity.h"

#include <bpf/bpf.h>

#include <cerrno>
#include <utility>

#include "src/prog/info.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"

namespace skep::prog {
namespace {

Fd enable_stats() {
  const int fd = bpf_enable_stats(BPF_STATS_RUN_TIME);
  if (fd >= 0) return Fd{fd};
  Error error = system_error(fd, "can't have the runs of programs counted");
  if (error.code() == EINVAL)
    throw error.with_hint("this needs Linux 5.8 (BPF_ENABLE_STATS)");
  throw error;
}

// Return nothing for a program whose device is gone: it is of no use any more.
std::optional<bpf_prog_info> read_info(const Fd& prog) {
  try {
    return info_of<bpf_prog_info>(prog);
  } catch (const Error& error) {
    if (error.code() == ENODEV) return std::nullopt;
    throw;
  }
}

Counters counters_in(const bpf_prog_info& info) {
  return {.run_time = info.run_time_ns,
          .run_count = info.run_cnt,
          .misses = info.recursion_misses};
}

Identity identify(const Fd& prog) {
  Info info = read(prog);
  return {.type = info.kernel.type,
          .name = std::move(info.name),
          .load_time = info.kernel.load_time,
          .memory = info.memlock_bytes.value_or(0)};
}

std::uint64_t growth(std::uint64_t before, std::uint64_t after) {
  return after > before ? after - before : 0;
}

std::optional<double> time_per_run(const Counters& counters) {
  if (counters.run_count == 0) return std::nullopt;
  return static_cast<double>(counters.run_time) /
         static_cast<double>(counters.run_count);
}

}  // namespace

Counters counted_between(const Counters& before, const Counters& after) {
  return {.run_time = growth(before.run_time, after.run_time),
          .run_count = growth(before.run_count, after.run_count),
          .misses = growth(before.misses, after.misses)};
}

double Activity::runs_per_second() const {
  return seconds > 0 ? static_cast<double>(recent.run_count) / seconds : 0;
}

double Activity::cpu_percent() const {
  constexpr double percent_of_second = 1e7;  // in nanoseconds
  return seconds > 0 ? static_cast<double>(recent.run_time) /
                           (seconds * percent_of_second)
                     : 0;
}

std::optional<double> Activity::recent_run_time() const {
  return time_per_run(recent);
}

std::optional<double> Activity::average_run_time() const {
  return time_per_run(total);
}

ActivityMeter::ActivityMeter() : stats_(enable_stats()) { (void)look(); }

std::vector<Activity> ActivityMeter::look() {
  const Clock::time_point now = Clock::now();
  seconds_ =
      std::chrono::duration<double>{now - std::exchange(last_, now)}.count();
  std::vector<Activity> all;
  for_each_object(ObjectKind::prog, [&](std::uint32_t id, const Fd& prog) {
    if (auto activity = look_at(id, prog)) {
      activity->seconds = seconds_;
      all.push_back(*std::move(activity));
    }
  });
  known_.clear();
  for (const Activity& activity : all)
    known_.emplace(activity.id, Known{activity.identity, activity.total});
  return all;
}

std::optional<Activity> ActivityMeter::look_at(std::uint32_t id,
                                               const Fd& prog) {
  const auto info = read_info(prog);
  if (!info) return std::nullopt;
  Activity activity{.id = id, .total = counters_in(*info)};
  const auto found = known_.find(id);
  const bool is_known = found != known_.end() &&
                        found->second.identity.load_time == info->load_time;
  activity.identity = is_known ? found->second.identity : identify(prog);
  activity.recent = counted_between(
      is_known ? found->second.counters : Counters{}, activity.total);
  return activity;
}

}  // namespace skep::prog
