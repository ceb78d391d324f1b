// Statistics of programs, and what has changed in them, as rows.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "src/iter/cell.h"
#include "src/prog/stats_file.h"

namespace skep::commands {

struct StatsRows {
  std::vector<std::string> titles;
  iter::CellRow kinds;  // what is in the columns; nothing: one or the other
  std::vector<iter::CellRow> rows{};
};

// The columns alone.
[[nodiscard]] StatsRows stats_columns();
[[nodiscard]] StatsRows change_columns();

[[nodiscard]] iter::CellRow row_of(const prog::Stats& stats);
[[nodiscard]] iter::CellRow row_of(const prog::Change& change);

}  // namespace skep::commands
