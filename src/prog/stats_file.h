// Statistics of programs in a file, and what has changed since.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/prog/stats.h"

namespace skep::prog {

// Write statistics to a file, as JSON; it is there whole, or not at all.
void save_stats(const std::string& path, std::span<const Stats> stats);

// Read what save_stats(), or `-j prog stats`, has written.
// Errors: Error that names the file and says what is wrong in it.
[[nodiscard]] std::vector<Stats> load_stats(const std::string& path);

// Something of a program that has changed.
struct Change {
  std::string object;
  std::string program;
  std::string_view what;  // "verdict", or the name of a column
  // Null if there was no such program.
  std::optional<Verdict> old_verdict{};
  std::optional<Verdict> new_verdict{};
  Stats::Number old_number{};
  Stats::Number new_number{};
};

// Compare two runs. Programs are the same that have one name, in objects whose
// files have one name. Times, which never are the same, are left out.
// Shape:  in the order of `now`; then those that are there no more.
[[nodiscard]] std::vector<Change> compare_stats(std::span<const Stats> before,
                                                std::span<const Stats> now);

}  // namespace skep::prog
