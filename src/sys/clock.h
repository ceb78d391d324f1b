// Times: from the kernel's, since boot, to those on the wall.
#pragma once

#include <cstdint>
#include <string>

namespace skep {

// Return the wall-clock time, in seconds since 1970, of a moment that is
// `boot_time` nanoseconds after boot (CLOCK_BOOTTIME).
[[nodiscard]] std::int64_t wall_time(std::uint64_t boot_time);

// Return the wall-clock time now, in seconds since 1970.
[[nodiscard]] std::int64_t seconds_since_1970();

// Return a wall-clock time as "2026-11-20T03:40:16+0000", in the local zone.
[[nodiscard]] std::string local_time(std::int64_t seconds);

}  // namespace skep
