#include "src/object/sec_template.h"

#include <algorithm>
#include <cctype>
#include <functional>
#include <optional>
#include <utility>

#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep {
namespace {

struct Placeholder {
  std::string_view name;
  std::optional<std::string_view> otherwise;
};

bool is_name(std::string_view text) {
  if (text == "*") return true;
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '-';
  });
}

Placeholder read_placeholder(std::string_view inside) {
  const auto colon = inside.find(':');
  if (colon == std::string_view::npos) return {inside, std::nullopt};
  return {inside.substr(0, colon), inside.substr(colon + 1)};
}

// Call `literal` and `placeholder` for what a text is made of, in order.
void for_each_piece(
    std::string_view text, const std::function<void(std::string_view)>& literal,
    const std::function<void(const Placeholder&)>& placeholder) {
  while (!text.empty()) {
    const auto open = text.find('{');
    literal(text.substr(0, open));
    if (open == std::string_view::npos) return;
    const auto close = text.find('}', open);
    if (close == std::string_view::npos)
      throw usage_error("a placeholder is not closed: {}", text.substr(open));
    const auto inside = text.substr(open + 1, close - open - 1);
    const Placeholder found = read_placeholder(inside);
    if (!is_name(found.name))
      throw usage_error("there is no placeholder '{{{}}}'", inside)
          .with_hint(
              "{0} is the section, {*} what follows the pattern, {1} a part "
              "of that and {name} the value of name=value there");
    placeholder(found);
    text.remove_prefix(close + 1);
  }
}

std::string value_of(std::string_view name, const SectionParts& parts) {
  if (name == "*") return parts.rest;
  if (const auto index = parse_unsigned(name, 10)) {
    if (*index == 0) return parts.section;
    return *index <= parts.parts.size() ? parts.parts[*index - 1] : "";
  }
  const auto found = parts.values.find(std::string{name});
  return found == parts.values.end() ? "" : found->second;
}

Error missing(std::string_view name, const SectionParts& parts) {
  const auto number = parse_unsigned(name, 10);
  const std::string what = name == "*" ? "nothing behind the pattern"
                           : number    ? fmt::format("no part {}", *number)
                                       : fmt::format("no value of '{}'", name);
  return failure("the section '{}' has {}", parts.section, what);
}

}  // namespace

SectionParts divide_section(const SecPattern& pattern,
                            std::string_view section) {
  SectionParts result;
  result.section = section;
  result.rest = pattern.rest_of(section);
  result.parts = split(result.rest, '/');
  for (const std::string& word : split(result.rest, ',')) {
    const auto equals = word.find('=');
    if (equals == std::string::npos) continue;
    const std::string_view before = std::string_view{word}.substr(0, equals);
    const auto slash = before.rfind('/');
    const auto name =
        before.substr(slash == std::string_view::npos ? 0 : slash + 1);
    result.values.emplace(name, word.substr(equals + 1));
  }
  return result;
}

SecTemplate::SecTemplate(std::string text) : text_(std::move(text)) {
  for_each_piece(text_, [](auto) {}, [](const auto&) {});
}

std::string SecTemplate::fill(const SectionParts& parts) const {
  std::string filled;
  for_each_piece(
      text_, [&](std::string_view literal) { filled += literal; },
      [&](const Placeholder& placeholder) {
        const std::string value = value_of(placeholder.name, parts);
        if (!value.empty())
          filled += value;
        else if (placeholder.otherwise)
          filled += *placeholder.otherwise;
        else
          throw missing(placeholder.name, parts);
      });
  return filled;
}

}  // namespace skep
