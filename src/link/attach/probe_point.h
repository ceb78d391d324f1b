// Where a probe is put: in a function, or at a number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep {

// A place in an ELF file or in the kernel.
struct ProbePoint {
  std::string function{};    // empty: `offset` is all that is said
  std::uint64_t offset = 0;  // from the function's start

  // Return "FUNCTION", "FUNCTION+0x10" or "0x10".
  [[nodiscard]] std::string text() const;
};

// One of the places of a probe that has many, or a pattern for several.
struct ProbePlace {
  ProbePoint point{};  // its function may be a pattern, of * and ?
  // Where in the file the counter of those who look at the place is.
  std::optional<std::uint64_t> ref_ctr{};
  std::optional<std::uint64_t> cookie{};  // nullopt: that of the hook

  [[nodiscard]] bool is_pattern() const {
    return point.function.find_first_of("*?") != std::string::npos;
  }
};

// Return the first one's point and the number of the others.
[[nodiscard]] std::string text_of(const std::vector<ProbePlace>& places);

// When a probe with many places runs the program.
enum class ProbeMoment { call, at_return, session };

// Return the word for a probe of this moment: "kprobe.multi", "kretprobe.multi"
// or "kprobe.session" for the kind "k".
[[nodiscard]] std::string multi_probe_name(std::string_view kind,
                                           ProbeMoment moment);

// Read a number from the description of a kind of probes ("kprobe", "uprobe")
// that perf events have; `start` is what stands before it in the file `name`.
// Errors: Error when the kernel has no such probes.
// Source: /sys/bus/event_source/devices.
[[nodiscard]] std::uint32_t probe_number(std::string_view kind,
                                         std::string_view name,
                                         std::string_view start);

}  // namespace skep
