// How often programs run, and for how long.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "src/sys/fd.h"

namespace skep::prog {

// What the kernel has counted for a program.
struct Counters {
  std::uint64_t run_time = 0;  // nanoseconds
  std::uint64_t run_count = 0;
  std::uint64_t misses = 0;  // runs that a recursion has prevented
};

// Return what was counted in between. Counters that have gone backwards, as
// they do when CPUs are read one after the other, count as unchanged.
[[nodiscard]] Counters counted_between(const Counters& before,
                                       const Counters& after);

// What does not change about a program.
struct Identity {
  std::uint32_t type = 0;
  std::string name{};
  std::uint64_t load_time = 0;  // tells programs apart that had one id
  std::uint64_t memory = 0;     // in bytes
};

// One program, in the time between two looks.
struct Activity {
  std::uint32_t id = 0;
  Identity identity{};
  Counters total{};
  Counters recent{};
  double seconds = 0;  // between the looks

  [[nodiscard]] double runs_per_second() const;
  [[nodiscard]] double cpu_percent() const;  // of one CPU
  // Return the nanoseconds of a run; nullopt when there was none.
  [[nodiscard]] std::optional<double> recent_run_time() const;
  [[nodiscard]] std::optional<double> average_run_time() const;
};

// Looks at all programs, again and again. The kernel counts while this lives,
// and no longer unless somebody else wants it.
// Source: BPF_ENABLE_STATS, since Linux 5.8.
class ActivityMeter {
 public:
  // Have the kernel count, and take a first look.
  // Errors: Error when it refuses, or programs can't be listed.
  ActivityMeter();

  // Look again: return what all programs have done since the last look, in the
  // order of their ids. Programs that are gone are left out; one that has come
  // has done it all since.
  [[nodiscard]] std::vector<Activity> look();

  // Return how long it was from the look before to the last one.
  [[nodiscard]] double seconds() const { return seconds_; }

 private:
  using Clock = std::chrono::steady_clock;

  struct Known {
    Identity identity;
    Counters counters;
  };

  [[nodiscard]] std::optional<Activity> look_at(std::uint32_t id,
                                                const Fd& prog);

  Fd stats_;
  Clock::time_point last_{};
  double seconds_ = 0;
  std::map<std::uint32_t, Known> known_{};
};

}  // namespace skep::prog
