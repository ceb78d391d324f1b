// Statistics at the end of the verifier's log.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace skep {

// What the verifier counts. The form of the log is no ABI: what is not found is
// nullopt.
struct VerifierStats {
  std::optional<std::uint64_t> instructions{};  // processed, on all ways
  std::optional<std::uint64_t> total_states{};
  std::optional<std::uint64_t> peak_states{};
  std::optional<std::uint64_t> max_states_per_insn{};
  std::optional<std::uint64_t> microseconds{};
  std::vector<std::uint64_t> stack_depths{};  // in bytes, of each function
};

// Find the statistics in a log of level 4 or more.
[[nodiscard]] VerifierStats find_stats(std::string_view log);

}  // namespace skep
