// The CPUs of this machine, as per-CPU values are laid out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep {

// Read a list of CPUs as the kernel writes it, "0,3-7".
// Errors: nullopt for any other text, and for CPUs that are not in order.
[[nodiscard]] std::optional<std::vector<std::uint32_t>> parse_cpu_list(
    std::string_view text);

// Return the ids of all possible CPUs, in order; they can have holes ("0,3-7").
// Values of per-CPU maps have one slot for each, in this order.
// Source: /sys/devices/system/cpu/possible below `sysfs`, for tests.
// Errors: Error when it can't be read or makes no sense.
[[nodiscard]] std::vector<std::uint32_t> possible_cpus(
    const std::string& sysfs = "/sys");

// Return the ids of the CPUs that run now, in order.
[[nodiscard]] std::vector<std::uint32_t> online_cpus(
    const std::string& sysfs = "/sys");

// Return the NUMA nodes that are online, in order; nullopt for a kernel that
// knows of none.
[[nodiscard]] std::optional<std::vector<std::uint32_t>> online_numa_nodes(
    const std::string& sysfs = "/sys");

}  // namespace skep
