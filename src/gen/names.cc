#include "src/gen/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>

#include "src/sys/error.h"

namespace skep::gen {
namespace {

constexpr std::size_t longest_object_name = 63;

template <std::size_t size>
bool holds(const std::array<std::string_view, size>& words,
           std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Keywords of C up to C11, and of GNU C without underscores.
bool is_keyword_everywhere(std::string_view word) {
  static constexpr auto words =
      std::to_array<std::string_view>({"_Alignas",
                                       "_Alignof",
                                       "_Atomic",
                                       "_Bool",
                                       "_Complex",
                                       "_Generic",
                                       "_Imaginary",
                                       "_Noreturn",
                                       "_Static_assert",
                                       "_Thread_local",
                                       "asm",
                                       "auto",
                                       "break",
                                       "case",
                                       "char",
                                       "const",
                                       "continue",
                                       "default",
                                       "do",
                                       "double",
                                       "else",
                                       "enum",
                                       "extern",
                                       "float",
                                       "for",
                                       "goto",
                                       "if",
                                       "inline",
                                       "int",
                                       "long",
                                       "register",
                                       "restrict",
                                       "return",
                                       "short",
                                       "signed",
                                       "sizeof",
                                       "static",
                                       "struct",
                                       "switch",
                                       "typedef",
                                       "typeof",
                                       "union",
                                       "unsigned",
                                       "void",
                                       "volatile",
                                       "while"});
  return holds(words, word);
}

// The rest up to C23 and of GNU C, and what the headers that every skeleton
// includes define as macros.
bool is_c_keyword(std::string_view word) {
  static constexpr auto words = std::to_array<std::string_view>(
      {"EOF",         "NULL",          "_BitInt",    "_Decimal128",
       "_Decimal32",  "_Decimal64",    "_Float128",  "_Float16",
       "_Float32",    "_Float64",      "__alignof",  "__asm",
       "__attribute", "__auto_type",   "__complex",  "__const",
       "__float128",  "__imag",        "__inline",   "__int128",
       "__null",      "__real",        "__restrict", "__signed",
       "__thread",    "__typeof",      "__volatile", "alignas",
       "alignof",     "bool",          "constexpr",  "errno",
       "false",       "linux",         "nullptr",    "static_assert",
       "stderr",      "stdin",         "stdout",     "thread_local",
       "true",        "typeof_unqual", "unix"});
  return is_keyword_everywhere(word) || holds(words, word);
}

// Such as __attribute__ and __LINE__.
bool is_of_the_compiler(std::string_view word) {
  return word.size() > 4 && word.starts_with("__") && word.ends_with("__");
}

}  // namespace

std::string object_name(std::string_view path) {
  std::string_view file = path.substr(path.find_last_of('/') + 1);
  file = file.substr(0, longest_object_name);
  if (file.ends_with(".o")) file.remove_suffix(2);
  return c_identifier(file);
}

std::string checked_object_name(std::string_view name) {
  name = name.substr(0, longest_object_name);
  if (!is_c_identifier(name))
    throw usage_error("an object can't be named '{}'", name)
        .with_hint(
            "letters, digits and _ are allowed, no digit first, and no word "
            "that means something in C");
  return std::string{name};
}

std::string c_identifier(std::string_view name) {
  std::string identifier{name};
  std::replace_if(
      identifier.begin(), identifier.end(),
      [](char c) { return !is_identifier_char(c); }, '_');
  if (identifier.empty() || is_digit(identifier.front()))
    identifier.insert(0, 1, '_');
  if (is_c_keyword(identifier)) identifier += '_';
  // One more underscore would change nothing.
  if (is_of_the_compiler(identifier)) identifier.insert(0, "c");
  return identifier;
}

bool is_c_identifier(std::string_view name) {
  return c_identifier(name) == name;
}

bool is_bpf_identifier(std::string_view name) {
  return !name.empty() && !is_digit(name.front()) &&
         std::all_of(name.begin(), name.end(), is_identifier_char) &&
         !is_keyword_everywhere(name);
}

bool is_identifier_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
         c == '_';
}

std::string upper_case(std::string_view text) {
  std::string upper{text};
  for (char& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return upper;
}

Reserved reserved_in_cpp(std::string_view word) {
  static constexpr auto cpp11 = std::to_array<std::string_view>(
      {"and",         "and_eq",       "bitand",
       "bitor",       "bool",         "catch",
       "char16_t",    "char32_t",     "class",
       "compl",       "const_cast",   "decltype",
       "delete",      "dynamic_cast", "explicit",
       "export",      "friend",       "mutable",
       "namespace",   "new",          "noexcept",
       "not",         "not_eq",       "operator",
       "or",          "or_eq",        "private",
       "protected",   "public",       "reinterpret_cast",
       "static_cast", "template",     "this",
       "throw",       "try",          "typeid",
       "typename",    "using",        "virtual",
       "wchar_t",     "xor",          "xor_eq"});
  static constexpr auto cpp20 = std::to_array<std::string_view>(
      {"char8_t", "co_await", "co_return", "co_yield", "concept", "consteval",
       "constinit", "requires"});
  if (holds(cpp11, word)) return Reserved::since_cpp11;
  return holds(cpp20, word) ? Reserved::since_cpp20 : Reserved::no;
}

std::string cpp_identifier(std::string_view name) {
  std::string identifier = c_identifier(name);
  if (reserved_in_cpp(identifier) != Reserved::no) identifier += '_';
  return identifier;
}

bool is_type_name_in_both(std::string_view word) {
  static constexpr auto words = std::to_array<std::string_view>(
      {"bool", "char8_t", "char16_t", "char32_t", "wchar_t"});
  return holds(words, word);
}

std::string NameSet::add(const std::string& wanted) {
  const auto [first, is_free] = taken_.emplace(wanted, 2);
  if (is_free) return wanted;
  std::string name;
  do name = fmt::format("{}_{}", wanted, first->second++);
  while (!taken_.emplace(name, 2).second);
  return name;
}

}  // namespace skep::gen
