// Texts of any bytes: escaped for terminals, in JSON, in C.
#include "src/sys/text.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "src/gen/literal.h"
#include "src/gen/names.h"
#include "src/gen/spelling.h"
#include "src/output/json.h"
#include "src/sys/utf8.h"
#include "tests/fuzz/fuzz.h"

namespace skep::fuzz {
namespace {

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = utf8_length(text);
    if (size == not_utf8) return false;
    text.remove_prefix(size);
  }
  return true;
}

void escape_for_json(std::string_view text) {
  Sink sink;
  Json json{sink, Json::Style::compact};
  json.value(text);
  const std::string document = sink.take();
  require_json(document);
  require_printable(document);
  const auto read = nlohmann::json::parse(document).get<std::string>();
  require(is_utf8(read), "UTF-8", read);
  require(!is_utf8(text) || read == text, "the same text", read);
}

// Return what the compiler makes of literals, one after the other.
std::string compiled(std::string_view code) {
  std::string text;
  bool is_inside = false;
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (code[i] == '"') {
      is_inside = !is_inside;
    } else if (is_inside && code[i] != '\\') {
      text += code[i];
    } else if (is_inside && (code[i + 1] < '0' || code[i + 1] > '7')) {
      text += code[++i];
    } else if (is_inside) {
      unsigned byte = 0;
      for (int n = 0; n < 3 && code[i + 1] >= '0' && code[i + 1] <= '7'; ++n)
        byte = byte * 8 + static_cast<unsigned>(code[++i] - '0');
      text += static_cast<char>(byte);
    }
  }
  return text;
}

void write_as_c(std::string_view text) {
  const std::string literal = gen::string_literal(text);
  require(compiled(literal) == text, "the same text in C", literal);
  require(literal.find('\n') == std::string::npos, "one line", literal);
  const std::string literals = gen::bytes_literal(bytes_of(text));
  require(compiled(literals) == text, "the same bytes in C", literals);

  const std::string name = gen::c_identifier(text);
  require(!name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
              std::all_of(name.begin(), name.end(), gen::is_identifier_char),
          "an identifier", name);
  (void)gen::Spelling{"X"}.declaration(text);
}

}  // namespace

void fuzz_one(ByteView input) {
  const std::string_view text = text_of(input);
  require_printable(printable(text));
  require(printable(text).find('\n') == std::string::npos, "one line", text);
  require_printable(printable_lines(text));
  escape_for_json(text);
  write_as_c(text);
  require(join(split(text, '/'), "/") == text, "the same parts", text);
  (void)did_you_mean(text.substr(0, 100), split(text, ' '));
}

}  // namespace skep::fuzz
