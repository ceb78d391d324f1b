#include "src/map/filter.h"

#include <algorithm>

#include "src/sys/text.h"

namespace skep::map {
namespace {

using Operator = Condition::Operator;

template <typename T>
bool compare(Operator op, const T& left, const T& right) {
  switch (op) {
    case Operator::eq:
      return left == right;
    case Operator::ne:
      return left != right;
    case Operator::lt:
      return left < right;
    case Operator::le:
      return left <= right;
    case Operator::gt:
      return left > right;
    case Operator::ge:
      return left >= right;
    default:
      return false;
  }
}

bool number_fulfils(const Condition& condition, ByteView part) {
  const auto number = read_number(condition.column, part);
  if (!number) return false;
  if (condition.op == Operator::set) return (number->high | number->low) != 0;
  return compare(condition.op, sort_key(condition.column, *number),
                 sort_key(condition.column, condition.number));
}

bool real_fulfils(const Condition& condition, ByteView part) {
  const auto real = read_real(condition.column, part);
  if (!real) return false;
  if (condition.op == Operator::set) return *real != 0;
  return compare(condition.op, *real, condition.real);
}

bool text_fulfils(const Condition& condition, ByteView part) {
  const auto text = read_text(condition.column, part);
  if (!text) return false;
  if (condition.op == Operator::set) return !text->empty();
  if (condition.op == Operator::like)
    return matches_glob(*text, condition.text);
  return compare<std::string_view>(condition.op, *text, condition.text);
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

bool is_fulfilled(const Condition& condition, ByteView key, ByteView value) {
  const auto holds = [&](const Condition& part) {
    return is_fulfilled(part, key, value);
  };
  const auto& parts = condition.parts;
  switch (condition.op) {
    case Operator::any:
      return std::any_of(parts.begin(), parts.end(), holds);
    case Operator::all:
      return std::all_of(parts.begin(), parts.end(), holds);
    case Operator::none:
      return std::none_of(parts.begin(), parts.end(), holds);
    default:
      return column_fulfils(condition, part_of(condition.column, key, value));
  }
}

bool asks_about_values(const Condition& condition) {
  if (condition.parts.empty()) return condition.column.part == Part::value;
  return std::any_of(condition.parts.begin(), condition.parts.end(),
                     asks_about_values);
}

}  // namespace

Filter::Filter(std::string_view text, const Columns& columns)
    : root_(parse_condition(text, columns)) {}

bool Filter::matches(ByteView key, ByteView value) const {
  return is_fulfilled(root_, key, value);
}

bool Filter::reads_values() const { return asks_about_values(root_); }

}  // namespace skep::map
