#include "src/output/hex.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
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

constexpr std::size_t row_size = 16;

// Return the bytes from `start` to `end`, as far as they are there.
ByteView part_of(ByteView bytes, std::size_t start, std::size_t end) {
  start = std::min(start, bytes.size());
  return bytes.subspan(start, std::min(end, bytes.size()) - start);
}

ByteView row_at(ByteView bytes, std::size_t at) {
  return part_of(bytes, at, at + row_size);
}

// "0000010	0001 0203 ... | ........ ........": two bytes a word; a short
// row ends with blanks before the bar.
void write_offset_row(Sink& sink, std::size_t offset, ByteView row) {
  sink.print("{:07x}\t", offset);
  for (std::size_t i = 0; i < row_size; ++i) {
    sink.write(i < row.size() ? std::string_view{&quoted[row[i]][3], 2} : "  ");
    if (i % 2 == 1) sink.put(' ');
  }
  sink.write("| ");
  for (std::size_t i = 0; i < row.size(); ++i) {
    const auto c = static_cast<char>(row[i]);
    sink.put(c < ' ' || c > '~' ? '.' : c);
    if (i == 7) sink.put(' ');
  }
  sink.put('\n');
}

void write_numbers(Json& json, ByteView bytes) {
  json.begin_array();
  for (const Byte byte : bytes) json.value(byte);
  json.end_array();
}

std::string lowercase(std::string_view text) {
  std::string result{text};
  for (char& c : result)
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

bool separates_bytes(char c) {
  return c == ' ' || c == ',' || c == ':' || c == '\t' || c == '\n';
}

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

void write_offset_rows(Sink& sink, ByteView bytes) {
  for (std::size_t at = 0; at < bytes.size(); at += row_size)
    write_offset_row(sink, at, row_at(bytes, at));
}

void write_difference(Sink& sink, ByteView expected, ByteView actual) {
  const std::size_t end = std::max(expected.size(), actual.size());
  for (std::size_t at = 0; at < end; at += row_size) {
    const ByteView wanted = row_at(expected, at);
    const ByteView found = row_at(actual, at);
    if (text_of(wanted) == text_of(found)) continue;
    if (!wanted.empty()) {
      sink.put('-');
      write_offset_row(sink, at, wanted);
    }
    if (!found.empty()) {
      sink.put('+');
      write_offset_row(sink, at, found);
    }
  }
}

void write_difference(Json& json, ByteView expected, ByteView actual) {
  const std::size_t end = std::max(expected.size(), actual.size());
  const auto is_same = [&](std::size_t at) {
    return at < expected.size() && at < actual.size() &&
           expected[at] == actual[at];
  };
  json.begin_array();
  for (std::size_t at = 0; at < end; ++at) {
    if (is_same(at)) continue;
    std::size_t stop = at;
    while (stop < end && !is_same(stop)) ++stop;
    json.begin_object();
    json.key("offset");
    json.value(at);
    json.key("expected");
    write_numbers(json, part_of(expected, at, stop));
    json.key("actual");
    write_numbers(json, part_of(actual, at, stop));
    json.end_object();
    at = stop;
  }
  json.end_array();
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

std::optional<Bytes> parse_hex(std::string_view text) {
  Bytes bytes;
  for (bool is_word_start = true; !text.empty();) {
    if (separates_bytes(text.front())) {
      text.remove_prefix(1);
      is_word_start = true;
      continue;
    }
    if (is_word_start && (text.starts_with("0x") || text.starts_with("0X")))
      text.remove_prefix(2);
    is_word_start = false;
    const auto byte = parse_hex_digits(lowercase(text.substr(0, 2)), 1);
    if (!byte) return std::nullopt;
    bytes.push_back(byte->front());
    text.remove_prefix(2);
  }
  return bytes;
}

}  // namespace skep
