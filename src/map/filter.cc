#include "src/map/filter.h"

#include <algorithm>

#include "src/sys/text.h"

namespace skep::map {
namespace {

using btf::Operator;

bool number_fulfils(const Condition& condition, ByteView part) {
  const auto number = read_number(condition.column, part);
  if (!number) return false;
  if (condition.op == Operator::set) return (number->high | number->low) != 0;
  return btf::compare(condition.op, sort_key(condition.column, *number),
                      sort_key(condition.column, condition.number));
}

bool real_fulfils(const Condition& condition, ByteView part) {
  const auto real = read_real(condition.column, part);
  if (!real) return false;
  if (condition.op == Operator::set) return *real != 0;
  return btf::compare(condition.op, *real, condition.real);
}

bool text_fulfils(const Condition& condition, ByteView part) {
  const auto text = read_text(condition.column, part);
  if (!text) return false;
  if (condition.op == Operator::set) return !text->empty();
  if (condition.op == Operator::like)
    return matches_glob(*text, condition.text);
  return btf::compare<std::string_view>(condition.op, *text, condition.text);
}

bool bytes_fulfil(const Condition& condition, ByteView part) {
  const auto bytes = read_bytes(condition.column, part);
  if (!bytes) return false;
  const bool is_equal =
      std::equal(bytes->begin(), bytes->end(), condition.bytes.begin(),
                 condition.bytes.end());
  return is_equal == (condition.op == Operator::eq);
}

bool column_fulfils(const Condition& condition, ByteView part) {
  switch (condition.column.kind) {
    case ColumnKind::number:
      return number_fulfils(condition, part);
    case ColumnKind::real:
      return real_fulfils(condition, part);
    case ColumnKind::text:
      return text_fulfils(condition, part);
    case ColumnKind::bytes:
      break;
  }
  return bytes_fulfil(condition, part);
}

}  // namespace

Filter::Filter(std::string_view text, const Columns& columns)
    : root_(parse_conditions(text, columns)) {}

bool Filter::matches(ByteView key, ByteView value) const {
  return btf::holds(root_, [&](const Condition& condition) {
    return column_fulfils(condition, part_of(condition.column, key, value));
  });
}

bool Filter::reads_values() const {
  return btf::any_leaf(root_, [](const Condition& condition) {
    return condition.column.part == Part::value;
  });
}

}  // namespace skep::map
