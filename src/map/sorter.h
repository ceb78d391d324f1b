// Elements in the order of one of their fields.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <vector>

#include "src/map/columns.h"
#include "src/map/row.h"
#include "src/sys/bytes.h"

namespace skep::map {

// Compare what two elements have in a column, by its kind; what is missing
// comes first. `left` and `right` are their keys, or their values.
[[nodiscard]] std::weak_ordering compare_in(const Column& column, ByteView left,
                                            ByteView right);

class Sorter {
 public:
  // The largest come first if `is_descending`. Of all that come, the first
  // `most` in the order are kept: memory is needed for those alone.
  Sorter(Column column, bool is_descending, std::optional<std::uint64_t> most);

  // Elements whose values can't be read are left out.
  void add(const Row& row);

  // Visit what was kept, in order; equal ones as they came.
  void for_each(const RowVisitor& visit);

 private:
  using Slot = std::size_t;

  [[nodiscard]] Row row_in(Slot slot) const;
  void store(const Row& row, Slot slot);
  void replace_last(const Row& row);
  [[nodiscard]] bool comes_before(const Row& left, const Row& right) const;
  [[nodiscard]] bool is_before(Slot left, Slot right) const;

  Column column_;
  bool is_descending_;
  std::optional<std::uint64_t> most_;
  // One slot after another, all of a size: the key, then the values.
  std::size_t key_size_ = 0;
  std::size_t slot_size_ = 0;
  Bytes slots_;
  std::vector<std::uint64_t> arrivals_;  // by slot
  std::vector<Slot> kept_;  // with `most_`, a heap: the last in order is first
  std::uint64_t arrived_ = 0;
};

}  // namespace skep::map
