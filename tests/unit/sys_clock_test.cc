// Times since boot, on the wall.
#include <doctest/doctest.h>

#include <cstdlib>
#include <ctime>

#include "src/sys/clock.h"

namespace skep {

TEST_CASE("a moment since boot is a moment on the wall") {
  struct timespec boot{};
  ::clock_gettime(CLOCK_BOOTTIME, &boot);
  const std::int64_t now = std::time(nullptr);
  const auto nanoseconds =
      static_cast<std::uint64_t>(boot.tv_sec) * 1'000'000'000 +
      static_cast<std::uint64_t>(boot.tv_nsec);
  const std::int64_t found = wall_time(nanoseconds);
  CHECK(found >= now - 1);
  CHECK(found <= now + 1);
  CHECK(wall_time(nanoseconds + 3'600'000'000'000) - found >= 3600);
}

TEST_CASE("a time is written with its zone") {
  ::setenv("TZ", "XYZ-5:30", 1);
  ::tzset();
  CHECK(local_time(0) == "1970-01-01T05:30:00+0530");
  CHECK(local_time(1'795'151'237) == "2026-11-20T10:37:17+0530");
  ::unsetenv("TZ");
  ::tzset();
}

}  // namespace skep
