#include "src/map/cpu_value.h"

#include <fmt/format.h>

#include <algorithm>

#include "src/sys/error.h"

namespace skep::map {
namespace {

std::size_t place_of(const ValueLayout& layout, std::uint32_t cpu) {
  const auto& cpus = layout.cpus();
  const auto found = std::find(cpus.begin(), cpus.end(), cpu);
  if (found == cpus.end())
    throw usage_error("there is no CPU {}", cpu)
        .with_hint(fmt::format("one of: {}", fmt::join(cpus, ", ")));
  return static_cast<std::size_t>(found - cpus.begin());
}

// Keeps the columns that share no bits with one before.
class Disjoint {
 public:
  explicit Disjoint(std::size_t bytes) : taken_(bytes * 8) {}

  bool take(const Column& column) {
    const std::size_t first = column.byte * 8 + column.bits.offset;
    const std::size_t end = first + column.bits.size;
    if (end > taken_.size()) return false;
    for (std::size_t bit = first; bit < end; ++bit)
      if (taken_[bit]) return false;
    for (std::size_t bit = first; bit < end; ++bit) taken_[bit] = true;
    return true;
  }

 private:
  std::vector<bool> taken_;
};

std::vector<Column> numbers_in(const Columns& columns, std::size_t size) {
  std::vector<Column> numbers;
  Disjoint disjoint{size};
  for (Column& column : columns.all())
    if (column.part == Part::value && is_countable(columns, column) &&
        disjoint.take(column))
      numbers.push_back(std::move(column));
  if (numbers.empty())
    throw usage_error("the values hold no numbers to be added or compared")
        .with_hint("--cpu N shows the values of one CPU");
  return numbers;
}

btf::Wide sum(btf::Wide a, btf::Wide b) {
  const std::uint64_t low = a.low + b.low;
  return {.high = a.high + b.high + (low < a.low ? 1 : 0), .low = low};
}

template <typename T>
bool replaces(CpuChoice::Kind kind, const T& next, const T& before) {
  return kind == CpuChoice::Kind::min ? next < before : before < next;
}

btf::Wide combined_number(CpuChoice::Kind kind, const Column& column,
                          btf::Wide before, btf::Wide next) {
  if (kind == CpuChoice::Kind::sum) return sum(before, next);
  return replaces(kind, sort_key(column, next), sort_key(column, before))
             ? next
             : before;
}

btf::Wide combined_real(CpuChoice::Kind kind, const Column& column,
                        double before, double next) {
  double real = before;
  if (kind == CpuChoice::Kind::sum)
    real += next;
  else if (replaces(kind, next, before))
    real = next;
  if (column.bits.size == 32)
    return {.low = std::bit_cast<std::uint32_t>(static_cast<float>(real))};
  return {.low = std::bit_cast<std::uint64_t>(real)};
}

}  // namespace

bool is_countable(const Columns& columns, const Column& column) {
  if (column.kind == ColumnKind::real) return true;
  if (column.kind != ColumnKind::number) return false;
  if (column.type == btf::void_id) return true;
  const btf_type& type = *columns.btf()->type(column.type);
  return btf_is_int(&type) &&
         (btf_int_encoding(&type) & (BTF_INT_BOOL | BTF_INT_CHAR)) == 0;
}

CpuValue::CpuValue(const CpuChoice& choice, const ValueLayout& layout,
                   const Columns& columns)
    : choice_(choice), layout_(layout) {
  if (!layout.is_per_cpu())
    throw usage_error(
        "'--cpu' is for per-CPU maps: in this one, all CPUs "
        "share a value");
  if (choice.kind == CpuChoice::Kind::one)
    place_ = place_of(layout, choice.cpu);
  else
    numbers_ = numbers_in(columns, layout.size());
}

ByteView CpuValue::of(ByteView values) {
  if (numbers_.empty()) return layout_.value_at(values, place_);
  const ByteView first = layout_.value_at(values, 0);
  result_.assign(first.begin(), first.end());
  for (std::size_t i = 1; i < layout_.cpus().size(); ++i)
    combine(layout_.value_at(values, i));
  return result_;
}

void CpuValue::combine(ByteView value) {
  const CpuChoice::Kind kind = choice_.kind;
  for (const Column& column : numbers_) {
    const bool is_real = column.kind == ColumnKind::real;
    write_number(
        column, result_,
        is_real ? combined_real(kind, column, *read_real(column, result_),
                                *read_real(column, value))
                : combined_number(kind, column, *read_number(column, result_),
                                  *read_number(column, value)));
  }
}

}  // namespace skep::map
