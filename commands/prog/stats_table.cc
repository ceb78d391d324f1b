#include "commands/prog/stats_table.h"

#include <cmath>
#include <utility>

#include "src/btf/expression.h"

namespace skep::commands {
namespace {

using iter::Cell;
using iter::CellRow;

std::vector<iter::TableColumn> stats_columns() {
  std::vector<iter::TableColumn> columns{
      {"object"}, {"prog"}, {"type"}, {"verdict"}};
  for (const prog::StatsColumn& column : prog::stats_columns())
    columns.push_back({std::string{column.name}, true});
  columns.push_back({"reason"});
  return columns;
}

// Old and new are verdicts or numbers.
std::vector<iter::TableColumn> change_columns() {
  return {{"object"},           {"prog"},         {"what"}, {"old"}, {"new"},
          {"difference", true}, {"percent", true}};
}

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

}  // namespace

StatsTable::StatsTable(bool compares, const std::string& filter)
    : columns_(compares ? change_columns() : stats_columns()) {
  if (!filter.empty())
    filter_ =
        iter::cell_tests(btf::parse_expression(filter), columns_, "--filter");
}

void StatsTable::for_each_row(const iter::RowVisitor& visit) {
  for (CellRow& row : rows_)
    if (!visit(row)) return;
}

void StatsTable::add(std::span<const prog::Stats> stats) {
  for (const prog::Stats& one : stats) add(row_of(one));
}

void StatsTable::add(std::span<const prog::Change> changes) {
  for (const prog::Change& change : changes) add(row_of(change));
}

void StatsTable::add(CellRow row) {
  if (iter::fulfils(filter_, row)) rows_.push_back(std::move(row));
}

}  // namespace skep::commands
