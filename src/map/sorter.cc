#include "src/map/sorter.h"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>

namespace skep::map {
namespace {

template <typename T, typename Compare>
std::weak_ordering compare_optional(const std::optional<T>& left,
                                    const std::optional<T>& right,
                                    Compare compare) {
  if (!left || !right) return left.has_value() <=> right.has_value();
  return compare(*left, *right);
}

}  // namespace

std::weak_ordering compare_in(const Column& column, ByteView left,
                              ByteView right) {
  switch (column.kind) {
    case ColumnKind::number:
      return compare_optional(
          read_number(column, left), read_number(column, right),
          [&](btf::Wide a, btf::Wide b) {
            return std::weak_ordering{sort_key(column, a) <=>
                                      sort_key(column, b)};
          });
    case ColumnKind::real:
      return compare_optional(
          read_real(column, left), read_real(column, right),
          [](double a, double b) { return std::weak_order(a, b); });
    case ColumnKind::text:
      return compare_optional(read_text(column, left), read_text(column, right),
                              [](std::string_view a, std::string_view b) {
                                return std::weak_ordering{a <=> b};
                              });
    case ColumnKind::bytes:
      break;
  }
  return compare_optional(
      read_bytes(column, left), read_bytes(column, right),
      [](ByteView a, ByteView b) {
        return std::weak_ordering{text_of(a) <=> text_of(b)};
      });
}

Sorter::Sorter(Column column, bool is_descending,
               std::optional<std::uint64_t> most)
    : column_(std::move(column)), is_descending_(is_descending), most_(most) {}

Row Sorter::row_in(Slot slot) const {
  const ByteView bytes =
      ByteView{slots_}.subspan(slot * slot_size_, slot_size_);
  return {.key = bytes.first(key_size_), .values = bytes.subspan(key_size_)};
}

void Sorter::store(const Row& row, Slot slot) {
  const auto at =
      slots_.begin() + static_cast<std::ptrdiff_t>(slot * slot_size_);
  std::copy(row.values.begin(), row.values.end(),
            std::copy(row.key.begin(), row.key.end(), at));
  arrivals_[slot] = arrived_++;
}

bool Sorter::comes_before(const Row& left, const Row& right) const {
  const auto order =
      compare_in(column_, part_of(column_, left.key, left.values),
                 part_of(column_, right.key, right.values));
  return is_descending_ ? order > 0 : order < 0;
}

bool Sorter::is_before(Slot left, Slot right) const {
  const Row one = row_in(left);
  const Row other = row_in(right);
  if (comes_before(one, other)) return true;
  return !comes_before(other, one) && arrivals_[left] < arrivals_[right];
}

void Sorter::add(const Row& row) {
  if (row.code != 0 || most_ == 0) return;
  if (kept_.size() == most_) return replace_last(row);
  key_size_ = row.key.size();
  slot_size_ = row.key.size() + row.values.size();
  const Slot slot = kept_.size();
  slots_.resize(slots_.size() + slot_size_);
  arrivals_.push_back(0);
  store(row, slot);
  kept_.push_back(slot);
  if (most_)
    std::push_heap(kept_.begin(), kept_.end(),
                   [this](Slot a, Slot b) { return is_before(a, b); });
}

void Sorter::replace_last(const Row& row) {
  if (!comes_before(row, row_in(kept_.front()))) return;
  const auto before = [this](Slot a, Slot b) { return is_before(a, b); };
  std::pop_heap(kept_.begin(), kept_.end(), before);
  store(row, kept_.back());
  std::push_heap(kept_.begin(), kept_.end(), before);
}

void Sorter::for_each(const RowVisitor& visit) {
  std::sort(kept_.begin(), kept_.end(),
            [this](Slot a, Slot b) { return is_before(a, b); });
  for (const Slot slot : kept_) visit(row_in(slot));
}

}  // namespace skep::map
