#include "src/verifier/pattern.h"

#include <algorithm>
#include <cstddef>

namespace skep::verifier {
namespace {

constexpr std::string_view digits = "0123456789";

// Take a number off the front of `text`; false if there is none.
bool take_number(std::string_view& text) {
  const std::size_t sign = text.starts_with('-') ? 1 : 0;
  const auto end = std::min(text.find_first_not_of(digits, sign), text.size());
  if (end == sign) return false;
  text.remove_prefix(end);
  return true;
}

// Take what a part of a pattern, which has no *, describes off the front of
// `text`; false if it is not there.
bool take_part(std::string_view& text, std::string_view part) {
  std::string_view rest = text;
  for (const char c : part) {
    if (c == '#') {
      if (!take_number(rest)) return false;
    } else if (rest.starts_with(c)) {
      rest.remove_prefix(1);
    } else {
      return false;
    }
  }
  text = rest;
  return true;
}

// The same, wherever in `text` it is first.
bool find_part(std::string_view& text, std::string_view part) {
  for (std::size_t at = 0; at <= text.size(); ++at) {
    std::string_view rest = text.substr(at);
    if (!take_part(rest, part)) continue;
    text = rest;
    return true;
  }
  return false;
}

}  // namespace

bool matches(std::string_view line, std::string_view pattern) {
  while (!pattern.empty()) {
    const auto end = std::min(pattern.find('*'), pattern.size());
    if (!find_part(line, pattern.substr(0, end))) return false;
    pattern.remove_prefix(std::min(end + 1, pattern.size()));
  }
  return true;
}

}  // namespace skep::verifier
