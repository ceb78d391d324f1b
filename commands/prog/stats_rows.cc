#include "commands/prog/stats_rows.h"

#include <cmath>

namespace skep::commands {
namespace {

using iter::Cell;
using iter::CellRow;

Cell cell(const prog::Stats::Number& number) {
  return number ? Cell{*number} : Cell{};
}

Cell cell(const std::optional<prog::Verdict>& verdict) {
  return verdict ? Cell{std::string{prog::name_of(*verdict)}} : Cell{};
}

Cell difference(const prog::Change& change) {
  if (!change.old_number || !change.new_number) return {};
  return static_cast<std::int64_t>(*change.new_number - *change.old_number);
}

// With one decimal.
Cell percent(const prog::Change& change) {
  if (!change.old_number || !change.new_number || *change.old_number == 0)
    return {};
  const auto before = static_cast<double>(*change.old_number);
  const auto now = static_cast<double>(*change.new_number);
  return std::round((now - before) * 1000 / before) / 10;
}

}  // namespace

StatsRows stats_columns() {
  StatsRows table{{"object", "prog", "type", "verdict"},
                  CellRow(4, std::string{})};
  for (const prog::StatsColumn& column : prog::stats_columns()) {
    table.titles.emplace_back(column.name);
    table.kinds.emplace_back(std::uint64_t{0});
  }
  table.titles.emplace_back("reason");
  table.kinds.emplace_back(std::string{});
  return table;
}

StatsRows change_columns() {
  return {{"object", "prog", "what", "old", "new", "difference", "percent"},
          {std::string{}, std::string{}, std::string{}, Cell{}, Cell{},
           std::int64_t{0}, double{0}}};
}

CellRow row_of(const prog::Stats& stats) {
  CellRow row{stats.object, stats.program, stats.type,
              std::string{prog::name_of(stats.verdict)}};
  for (const prog::StatsColumn& column : prog::stats_columns())
    row.push_back(cell(stats.*column.number));
  row.push_back(stats.reason.empty() ? Cell{} : Cell{stats.reason});
  return row;
}

CellRow row_of(const prog::Change& change) {
  const bool is_verdict = change.old_verdict || change.new_verdict;
  return {change.object,
          change.program,
          std::string{change.what},
          is_verdict ? cell(change.old_verdict) : cell(change.old_number),
          is_verdict ? cell(change.new_verdict) : cell(change.new_number),
          difference(change),
          percent(change)};
}

}  // namespace skep::commands
