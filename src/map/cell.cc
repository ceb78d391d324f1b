#include "src/map/cell.h"

#include <fmt/format.h>

#include "src/btf/literal.h"
#include "src/btf/print_value.h"
#include "src/output/json.h"
#include "src/output/sink.h"
#include "src/sys/error.h"

namespace skep::map {
namespace {

// Is it shown as the number that it is, not by a word? Of bitfields there are
// only bits.
bool is_bare_number(const btf_type& type, const Column& column) {
  if (column.kind != ColumnKind::number || column.bits.size > 64) return false;
  constexpr int worded = BTF_INT_BOOL | BTF_INT_CHAR;
  switch (btf_kind(&type)) {
    case BTF_KIND_PTR:
      return true;
    case BTF_KIND_INT:
      return column.bits.size != 8 || (btf_int_encoding(&type) & worded) == 0;
    default:
      return !btf_is_float(&type) &&
             (column.bits.offset != 0 || column.bits.size != type.size * 8);
  }
}

std::string number_text(const Column& column, ByteView part) {
  const auto number = read_number(column, part);
  if (!number) return {};
  if (column.is_signed)
    return fmt::format_int{static_cast<std::int64_t>(number->low)}.str();
  return fmt::format_int{number->low}.str();
}

std::string hex_text(const Column& column, ByteView part) {
  const auto bytes = read_bytes(column, part);
  if (!bytes) return {};
  return fmt::format("{:02x}", fmt::join(*bytes, ""));
}

// Is it a character? Without quotes "7" would be a number.
bool is_character(const btf_type& type, const Column& column) {
  return column.kind == ColumnKind::number && column.bits.size == 8 &&
         btf_is_int(&type);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Does a word mean the same without quotes?
bool needs_no_quotes(const std::string& text, bool is_char) {
  if (is_char && (text.size() != 1 || is_digit(text[0]))) return false;
  try {
    const btf::Literal bare = btf::parse_literal(text);
    return bare.kind == btf::Literal::Kind::word && !bare.is_quoted &&
           bare.text == text;
  } catch (const Error&) {
    return false;
  }
}

// Return the text of a JSON value without quotes, where it needs none.
std::string without_quotes(std::string json, bool is_char) {
  if (!json.starts_with('"')) return json;
  std::string text = btf::parse_literal(json).text;
  return needs_no_quotes(text, is_char) ? text : json;
}

std::string printed(const btf::BtfView& btf, const Column& column,
                    ByteView bytes) {
  Sink sink;
  Json json{sink, Json::Style::compact};
  btf::ValuePrinter{btf, column.type}.print(json, bytes);
  return sink.take();
}

}  // namespace

std::string cell_text(const Columns& columns, const Column& column,
                      ByteView part) {
  const btf::BtfView* btf = columns.btf();
  if (column.type == btf::void_id || btf == nullptr)
    return column.kind == ColumnKind::number ? number_text(column, part)
                                             : hex_text(column, part);
  const btf_type& type = *btf->type(column.type);
  if (is_bare_number(type, column)) return number_text(column, part);
  if (column.byte > part.size()) return {};
  const bool is_number =
      column.kind == ColumnKind::number || column.kind == ColumnKind::real;
  if (is_number && !read_number(column, part)) return {};
  return without_quotes(printed(*btf, column, part.subspan(column.byte)),
                        is_character(type, column));
}

}  // namespace skep::map
