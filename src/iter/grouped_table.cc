#include "src/iter/grouped_table.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "src/sys/error.h"

namespace skep::iter {
namespace {

// What a column of a group comes to: nothing, as long as there was nothing.
class Sum {
 public:
  void add(const Cell& cell) {
    if (const auto* number = std::get_if<std::int64_t>(&cell)) {
      is_signed_ = true;
      add_bits(static_cast<std::uint64_t>(*number));
    }
    if (const auto* number = std::get_if<std::uint64_t>(&cell))
      add_bits(*number);
    if (const auto* truth = std::get_if<bool>(&cell)) add_bits(*truth ? 1 : 0);
  }

  [[nodiscard]] Cell cell() const {
    if (is_nothing_) return {};
    if (is_signed_) return static_cast<std::int64_t>(bits_);
    return bits_;
  }

 private:
  void add_bits(std::uint64_t bits) {
    is_nothing_ = false;
    bits_ += bits;
  }

  std::uint64_t bits_ = 0;
  bool is_signed_ = false;
  bool is_nothing_ = true;
};

struct Group {
  std::uint64_t count = 0;
  std::vector<Sum> sums{};
};

CellRow row_of(const CellRow& key, const Group& group) {
  CellRow row = key;
  row.emplace_back(group.count);
  for (const Sum& sum : group.sums) row.push_back(sum.cell());
  return row;
}

void check_titles(const std::vector<TableColumn>& columns) {
  for (std::size_t i = 0; i < columns.size(); ++i)
    for (std::size_t k = 0; k < i; ++k)
      if (columns[i].title == columns[k].title)
        throw usage_error("two columns are called '{}'", columns[i].title)
            .with_hint("name them otherwise: NAME=FIELD");
}

}  // namespace

GroupedTable::GroupedTable(Table& rows, std::size_t key_size)
    : rows_(rows), key_size_(key_size) {
  for (std::size_t i = 0; i < rows.columns().size(); ++i) {
    const TableColumn& column = rows.columns()[i];
    if (i == key_size_) columns_.push_back({"count", true});
    if (i >= key_size_ && !column.is_number)
      throw usage_error("'{}' is no number, which has sums", column.title);
    columns_.push_back(column);
  }
  if (columns_.size() == key_size_) columns_.push_back({"count", true});
  check_titles(columns_);
}

void GroupedTable::for_each_row(const RowVisitor& visit) {
  std::map<CellRow, Group, bool (*)(const CellRow&, const CellRow&)> groups{
      is_row_less};
  const auto key_end = static_cast<std::ptrdiff_t>(key_size_);
  rows_.for_each_row([&](CellRow& row) {
    CellRow key{std::make_move_iterator(row.begin()),
                std::make_move_iterator(row.begin() + key_end)};
    Group& group = groups[std::move(key)];
    group.sums.resize(row.size() - key_size_);
    ++group.count;
    for (std::size_t i = key_size_; i < row.size(); ++i)
      group.sums[i - key_size_].add(row[i]);
    return true;
  });
  for (const auto& [key, group] : groups) {
    CellRow row = row_of(key, group);
    if (!visit(row)) return;
  }
}

}  // namespace skep::iter
