// Statistics of programs, or what has changed in them, as a table.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "src/iter/cell_test.h"
#include "src/iter/table.h"
#include "src/prog/stats_file.h"

namespace skep::commands {

// Has columns first, then rows.
class StatsTable final : public iter::Table {
 public:
  // A table of programs or, if it `compares`, of changes. Only rows for which
  // `filter` holds are in it; empty: all.
  // Errors: usage error for a filter that makes no sense.
  StatsTable(bool compares, const std::string& filter);

  [[nodiscard]] const std::vector<iter::TableColumn>& columns() const override {
    return columns_;
  }
  void for_each_row(const iter::RowVisitor& visit) override;

  void add(std::span<const prog::Stats> stats);
  void add(std::span<const prog::Change> changes);

 private:
  void add(iter::CellRow row);

  std::vector<iter::TableColumn> columns_;
  iter::CellTests filter_{};
  std::vector<iter::CellRow> rows_;
};

}  // namespace skep::commands
