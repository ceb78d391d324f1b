#include "src/cli/shell_words.h"

#include "src/sys/error.h"

namespace skep::cli {
namespace {

constexpr std::string_view white_space = " \t\r\n\v\f";

char take(std::string_view& rest) {
  const char first = rest.front();
  rest.remove_prefix(1);
  return first;
}

bool is_escape(char c, char quote, std::string_view rest) {
  if (c != '\\' || quote == '\'' || rest.empty()) return false;
  return quote == '\0' || rest.front() == '"' || rest.front() == '\\';
}

// Take what a quote holds off the front of `rest`, and the closing quote.
std::string take_quoted(std::string_view& rest, char quote) {
  const std::string_view start = rest;
  std::string text;
  while (!rest.empty()) {
    char c = take(rest);
    if (c == quote) return text;
    if (is_escape(c, quote, rest)) c = take(rest);
    text += c;
  }
  throw usage_error("a quote is not closed: {}{}", quote, start);
}

std::string take_word(std::string_view& rest) {
  std::string word;
  while (!rest.empty() && white_space.find(rest.front()) == std::string::npos) {
    char c = take(rest);
    if (c == '"' || c == '\'') {
      word += take_quoted(rest, c);
      continue;
    }
    if (is_escape(c, '\0', rest)) c = take(rest);
    word += c;
  }
  return word;
}

}  // namespace

std::vector<std::string> split_shell_words(std::string_view text) {
  std::vector<std::string> words;
  for (;;) {
    const auto start = text.find_first_not_of(white_space);
    if (start == std::string_view::npos) return words;
    text.remove_prefix(start);
    words.push_back(take_word(text));
  }
}

}  // namespace skep::cli
