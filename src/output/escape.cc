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
    if (size == 1)
      write_json_ascii(sink, text[0]);
    else
      sink.write(size == not_utf8 ? "\xef\xbf\xbd" : text.substr(0, size));
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  sink.put('"');
}

}  // namespace skep
