#include "src/output/escape.h"

#include <algorithm>
#include <cstddef>

#include "src/sys/utf8.h"

namespace skep {
namespace {

// Return the letter of a two-character JSON escape; 0 if there is none.
char short_escape(char c) {
  switch (c) {
    case '"':
    case '\\':
      return c;
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return 0;
  }
}

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x7f && c != '"' && c != '\\';
}

void write_json_ascii(Sink& sink, char c) {
  if (const char letter = short_escape(c); letter != 0) {
    sink.put('\\');
    sink.put(letter);
  } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
    sink.print("\\u{:04x}", static_cast<unsigned>(c));
  } else {
    sink.put(c);
  }
}

// `sequence` is a character of UTF-8, or a byte that is none.
void write_json_character(Sink& sink, std::string_view sequence, bool is_utf8) {
  if (!is_utf8)
    sink.write("\xef\xbf\xbd");
  else if (sequence.size() == 1)
    write_json_ascii(sink, sequence[0]);
  else if (is_c1_control(sequence))
    sink.print("\\u00{:02x}", static_cast<unsigned char>(sequence[1]));
  else
    sink.write(sequence);
}

}  // namespace

void write_json_string(Sink& sink, std::string_view text) {
  sink.put('"');
  while (!text.empty()) {
    const auto plain = static_cast<std::size_t>(
        std::find_if_not(text.begin(), text.end(), is_plain) - text.begin());
    sink.write(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    const std::size_t size = utf8_length(text);
    const auto sequence = text.substr(0, std::max<std::size_t>(size, 1));
    write_json_character(sink, sequence, size != not_utf8);
    text.remove_prefix(sequence.size());
  }
  sink.put('"');
}

}  // namespace skep
