#include "src/iter/cell.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <type_traits>
#include <utility>

#include "src/btf/print_value.h"
#include "src/iter/row_value.h"

namespace skep::iter {
namespace {

Cell number_cell(const NumberTraits& traits, std::uint64_t number) {
  if (traits.is_bool) return number != 0;
  if (traits.is_signed) return static_cast<std::int64_t>(number);
  return number;
}

bool is_printable(Byte letter) { return letter >= 0x20 && letter < 0x7f; }

}  // namespace

Cell CellReader::read(const Column& column, std::size_t index, ByteView row) {
  if (!has_value(row, index)) return {};
  return read(column, bytes_in(row, column));
}

Cell CellReader::read(const Column& column, ByteView bytes) {
  if (column.format != nullptr) return column.format(bytes);
  switch (column.form) {
    case Form::text:
    case Form::open_text:
    case Form::far_text:
    case Form::path:
      return std::string{text_in(bytes)};
    case Form::bits:
      return read_bits(column, bytes);
    case Form::value:
      break;
  }
  return read_value(column, bytes);
}

Cell CellReader::read_bits(const Column& column, ByteView bytes) const {
  return number_cell(column.traits, number_in(kernel_, column, bytes));
}

Cell CellReader::read_value(const Column& column, ByteView bytes) {
  const btf::TypeId id = column.field->value.type;
  const NumberTraits& traits = column.traits;
  if (!traits.is_number) return print(id, bytes);
  if (traits.is_enum)
    if (Cell named = print(id, bytes); std::get_if<std::string>(&named))
      return named;
  if (traits.is_char && is_printable(bytes[0]))
    return std::string(1, static_cast<char>(bytes[0]));
  const std::uint64_t number = number_in(kernel_, column, bytes);
  if (traits.is_pointer) return fmt::format("{:#x}", number);
  return number_cell(traits, number);
}

Cell CellReader::print(btf::TypeId type, ByteView bytes) {
  Json json{sink_, Json::Style::compact};
  btf::ValuePrinter{kernel_, type}.print(json, bytes);
  std::string text = sink_.take();
  // The name of an enumerator needs no quotes.
  if (text.size() >= 2 && text.front() == '"')
    return text.substr(1, text.size() - 2);
  return JsonText{std::move(text)};
}

std::string text_of_cell(const Cell& cell) {
  return std::visit(
      [](const auto& value) -> std::string {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, std::monostate>)
          return "-";
        else if constexpr (std::is_same_v<T, JsonText>)
          return value.text;
        else if constexpr (std::is_same_v<T, std::string>)
          return value;
        else if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>)
          return std::to_string(value);
        else
          return fmt::format("{}", value);
      },
      cell);
}

void write_cell(Json& json, const Cell& cell) {
  std::visit(
      [&](const auto& value) {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, std::monostate>)
          json.null();
        else if constexpr (std::is_same_v<T, JsonText>)
          json.raw(value.text);
        else
          json.value(value);
      },
      cell);
}

bool is_less(const Cell& left, const Cell& right) {
  if (right.index() == 0 || left.index() == 0)
    return left.index() != 0 && right.index() == 0;
  if (left.index() != right.index()) return left.index() < right.index();
  return std::visit(
      [&](const auto& value) {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, std::monostate>)
          return false;
        else if constexpr (std::is_same_v<T, JsonText>)
          return value.text < std::get<T>(right).text;
        else
          return value < std::get<T>(right);
      },
      left);
}

bool is_row_less(const CellRow& left, const CellRow& right) {
  return std::lexicographical_compare(left.begin(), left.end(), right.begin(),
                                      right.end(), is_less);
}

void sort_rows(std::vector<CellRow>& rows, std::size_t column,
               bool is_descending) {
  const auto comes_before = [&](const CellRow* a, const CellRow* b) {
    const Cell& left = (*a)[column];
    const Cell& right = (*b)[column];
    const bool is_turned =
        is_descending && left.index() != 0 && right.index() != 0;
    if (is_less(left, right)) return !is_turned;
    if (is_less(right, left)) return is_turned;
    return a < b;
  };
  std::vector<CellRow*> order;
  for (CellRow& row : rows) order.push_back(&row);
  std::sort(order.begin(), order.end(), comes_before);
  std::vector<CellRow> sorted;
  for (CellRow* row : order) sorted.push_back(std::move(*row));
  rows = std::move(sorted);
}

}  // namespace skep::iter
