#include "src/gen/literal.h"

#include <cstddef>

namespace skep::gen {
namespace {

constexpr std::size_t columns = 80;
constexpr std::size_t tab_width = 8;

bool is_octal_digit(char c) { return c >= '0' && c <= '7'; }

// A question mark could begin a trigraph.
bool stands_for_itself(char c) {
  return c >= ' ' && c <= '~' && c != '"' && c != '\\' && c != '?';
}

// Append an octal escape: no longer than it must be before the character
// `next`, and at most three digits, unlike \x, which has no end.
void append_escape(std::string& out, char c, char next) {
  const unsigned byte = static_cast<unsigned char>(c);
  const bool is_full = is_octal_digit(next);
  out += '\\';
  if (is_full || byte >= 0100) out += static_cast<char>('0' + (byte >> 6U));
  if (is_full || byte >= 010) out += static_cast<char>('0' + (byte >> 3U) % 8);
  out += static_cast<char>('0' + byte % 8);
}

void append_char(std::string& out, char c, char next) {
  if (stands_for_itself(c)) {
    out += c;
  } else if (c == '"' || c == '\\' || c == '?') {
    out += '\\';
    out += c;
  } else {
    append_escape(out, c, next);
  }
}

char char_at(std::string_view text, std::size_t at) {
  return at < text.size() ? text[at] : '\0';
}

}  // namespace

std::string string_literal(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size(); ++i)
    append_char(out, text[i], char_at(text, i + 1));
  return out + '"';
}

std::string bytes_literal(ByteView bytes) {
  constexpr std::size_t longest_escape = 4;
  constexpr std::size_t width = columns - tab_width - longest_escape;
  const std::string_view text = text_of(bytes);
  std::string out = "\t\"";
  out.reserve(text.size() * 3);
  std::size_t line = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (out.size() - line >= width) {
      out += "\"\n\t\"";
      line = out.size() - 2;
    }
    append_char(out, text[i], char_at(text, i + 1));
  }
  return out + '"';
}

}  // namespace skep::gen
