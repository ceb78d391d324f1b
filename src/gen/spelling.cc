#include "src/gen/spelling.h"

#include <fmt/format.h>

#include <algorithm>

#include "src/gen/names.h"

namespace skep::gen {
namespace {

bool is_called(std::string_view macro, std::string_view header) {
  return header.find(fmt::format("{}(", macro)) != std::string_view::npos;
}

std::string definition(std::string_view macro, std::string_view condition) {
  return fmt::format(
      "#if {1}\n#define {0}(name) name##_\n#else\n#define {0}(name) name\n"
      "#endif\n",
      macro, condition);
}

}  // namespace

std::string Spelling::word(std::string_view identifier) const {
  if (is_type_name_in_both(identifier)) return std::string{identifier};
  switch (reserved_in_cpp(identifier)) {
    case Reserved::since_cpp11:
      return fmt::format("{}({})", cpp11_macro(), identifier);
    case Reserved::since_cpp20:
      return fmt::format("{}({})", cpp20_macro(), identifier);
    case Reserved::no:
      break;
  }
  return std::string{identifier};
}

std::string Spelling::declaration(std::string_view text) const {
  std::string out;
  while (!text.empty()) {
    const bool is_word = is_identifier_char(text.front());
    const auto* const end = std::find_if(
        text.begin(), text.end(),
        [is_word](char c) { return is_identifier_char(c) != is_word; });
    const std::string_view run{text.begin(), end};
    if (!is_word)
      out += run;
    else
      out += run == "_Bool" ? "bool" : word(run);
    text.remove_prefix(run.size());
  }
  return out;
}

std::string Spelling::definitions(std::string_view header) const {
  std::string out;
  if (is_called(cpp11_macro(), header))
    out += definition(cpp11_macro(), "defined(__cplusplus)");
  if (is_called(cpp20_macro(), header))
    out += definition(cpp20_macro(),
                      "defined(__cplusplus) && (__cplusplus > 201703L || "
                      "defined(__cpp_concepts))");
  if (out.empty()) return out;
  return "\n/* Names that C++ reserves end in an underscore there. */\n" + out;
}

std::string Spelling::removal(std::string_view header) const {
  std::string out;
  for (const std::string& macro : {cpp11_macro(), cpp20_macro()})
    if (is_called(macro, header)) out += fmt::format("#undef {}\n", macro);
  return out.empty() ? out : "\n" + out;
}

}  // namespace skep::gen
