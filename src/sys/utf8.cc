#include "src/sys/utf8.h"

#include <fmt/format.h>

#include <algorithm>

namespace skep {
namespace {

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U;
}

std::string escape_for_terminal(std::string_view text, bool keeps_lines) {
  if (is_plain_text(text)) return std::string{text};
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t size = utf8_length(text);
    const std::string_view sequence =
        text.substr(0, std::max<std::size_t>(size, 1));
    const auto byte = static_cast<unsigned char>(text[0]);
    const bool is_layout = keeps_lines && (byte == '\n' || byte == '\t');
    const bool is_control = (byte < 0x20 || byte == 0x7f) && !is_layout;
    if (size == not_utf8 || is_control || is_c1_control(sequence)) {
      for (const char c : sequence)
        out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      out += sequence;
    }
    text.remove_prefix(sequence.size());
  }
  return out;
}

}  // namespace

bool is_plain_text(std::string_view text) {
  // The loop has no exit, so that compilers look at many bytes at once.
  unsigned others = 0;
  for (const char c : text)
    others |= static_cast<unsigned char>(c - ' ') > '~' - ' ' ? 1U : 0U;
  return others == 0;
}

std::size_t utf8_length(std::string_view text) {
  const auto at = [&](std::size_t i) {
    return static_cast<unsigned char>(text[i]);
  };
  if (at(0) < 0x80) return 1;
  const std::size_t size = at(0) >= 0xf0 ? 4 : at(0) >= 0xe0 ? 3 : 2;
  if (at(0) < 0xc2 || at(0) > 0xf4 || text.size() < size) return not_utf8;
  for (std::size_t i = 1; i < size; ++i)
    if (!is_continuation(text[i])) return not_utf8;
  const bool is_overlong =
      (at(0) == 0xe0 && at(1) < 0xa0) || (at(0) == 0xf0 && at(1) < 0x90);
  const bool is_outside =
      (at(0) == 0xed && at(1) >= 0xa0) || (at(0) == 0xf4 && at(1) >= 0x90);
  return is_overlong || is_outside ? not_utf8 : size;
}

bool is_c1_control(std::string_view sequence) {
  return sequence.size() == 2 && sequence[0] == '\xc2' &&
         static_cast<unsigned char>(sequence[1]) < 0xa0;
}

std::string printable(std::string_view text) {
  return escape_for_terminal(text, false);
}

std::string printable_lines(std::string_view text) {
  return escape_for_terminal(text, true);
}

}  // namespace skep
