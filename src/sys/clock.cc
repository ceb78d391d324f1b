#include "src/sys/clock.h"

#include <array>
#include <ctime>

namespace skep {
namespace {

constexpr std::int64_t second = 1'000'000'000;

std::int64_t now(clockid_t clock) {
  struct timespec time{};
  ::clock_gettime(clock, &time);
  return time.tv_sec * second + time.tv_nsec;
}

}  // namespace

std::int64_t wall_time(std::uint64_t boot_time) {
  const std::int64_t wall = now(CLOCK_REALTIME);
  const std::int64_t boot = wall - now(CLOCK_BOOTTIME);
  return (boot + static_cast<std::int64_t>(boot_time)) / second;
}

std::int64_t seconds_since_1970() { return now(CLOCK_REALTIME) / second; }

std::string local_time(std::int64_t seconds) {
  const std::time_t time = seconds;
  struct tm parts{};
  std::array<char, 64> text{};
  if (::localtime_r(&time, &parts) == nullptr) return std::to_string(seconds);
  return {text.data(),
          std::strftime(text.data(), text.size(), "%FT%T%z", &parts)};
}

}  // namespace skep
