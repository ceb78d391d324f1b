// The CPUs of this machine, as per-CPU values are laid out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace skep {

// Return the ids of all possible CPUs, in order; they can have holes ("0,3-7").
// Values of per-CPU maps have one slot for each, in this order.
// Source: /sys/devices/system/cpu/possible below `sysfs`, for tests.
// Errors: Error when it can't be read or makes no sense.
[[nodiscard]] std::vector<std::uint32_t> possible_cpus(
    const std::string& sysfs = "/sys");

// Return the ids of the CPUs that run now, in order.
[[nodiscard]] std::vector<std::uint32_t> online_cpus(
    const std::string& sysfs = "/sys");

}  // namespace skep
