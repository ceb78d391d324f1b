#include "src/output/hex.h"

#include <array>
#include <cstddef>
#include <string_view>

namespace skep {
namespace {

constexpr std::string_view digits = "0123456789abcdef";

using Quoted = std::array<char, 6>;  // "0x01" with its quotes

// All the bytes as JSON: this is what a dump mostly writes.
constexpr std::array<Quoted, 256> quoted = [] {
  std::array<Quoted, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i)
    table[i] = {'"', '0', 'x', digits[i / 16], digits[i % 16], '"'};
  return table;
}();

std::string_view separator_before(std::size_t place) {
  if (place == 0) return {};
  if (place % 16 == 0) return "\n";
  return place % 8 == 0 ? "  " : " ";
}

// Of more bytes, a template would be too large.
constexpr std::size_t most_recorded = 4096;

}  // namespace

void write_hex_rows(Sink& sink, ByteView bytes) {
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    sink.write(separator_before(i));
    sink.write({&quoted[bytes[i]][3], 2});
  }
}

void write_hex_list(Json& json, ByteView bytes) {
  json.begin_array();
  for (const Byte byte : bytes)
    json.raw({quoted[byte].data(), quoted[byte].size()});
  json.end_array();
}

void record_hex_rows(RowRecorder& row, ByteView bytes) {
  if (bytes.size() > most_recorded)
    return row.value(bytes, [](Json& place, ByteView value) {
      write_hex_rows(place.sink(), value);
    });
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    row.text(separator_before(i));
    row.hex_byte(bytes.subspan(i, 1));
  }
}

void record_hex_list(RowRecorder& row, ByteView bytes) {
  if (bytes.size() > most_recorded) return row.value(bytes, write_hex_list);
  row.json().begin_array();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    row.json().raw("\"0x");
    row.hex_byte(bytes.subspan(i, 1));
    row.text("\"");
  }
  row.json().end_array();
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::optional<Bytes> parse_hex_digits(std::string_view text, std::size_t size) {
  if (text.size() != 2 * size) return std::nullopt;
  Bytes bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_digit(text[i]);
    const int low = hex_digit(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes.push_back(static_cast<Byte>(high * 16 + low));
  }
  return bytes;
}

}  // namespace skep
