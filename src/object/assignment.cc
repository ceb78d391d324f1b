#include "src/object/assignment.h"

#include <cstddef>
#include <utility>

#include "src/sys/bytes.h"
#include "src/sys/error.h"
#include "src/sys/file.h"
#include "src/sys/text.h"

namespace skep {
namespace {

std::vector<Assignment> read_lines(std::string_view text,
                                   const std::string& path) {
  std::vector<Assignment> result;
  std::size_t number = 0;
  for (const std::string& line : split(text, '\n')) {
    ++number;
    const std::string_view content = trimmed(without_comment(line));
    if (content.empty()) continue;
    const std::string origin = fmt::format("{}:{}", path, number);
    try {
      result.push_back(parse_assignment(content));
    } catch (const Error& error) {
      throw error.in(origin);
    }
    result.back().origin = origin;
  }
  return result;
}

std::vector<Assignment> read_object(std::string_view text,
                                    const std::string& path) try {
  std::vector<Assignment> result;
  btf::Literal object = btf::parse_literal(text);
  for (std::size_t i = 0; i < object.names.size(); ++i)
    result.push_back({.place = std::move(object.names[i]),
                      .value = std::move(object.elements[i]),
                      .origin = path});
  return result;
} catch (const Error& error) {
  throw error.in(path);
}

}  // namespace

Assignment parse_assignment(std::string_view text) {
  const auto equals = text.find('=');
  const std::string_view place = trimmed(text.substr(0, equals));
  if (equals == text.npos || place.empty())
    throw usage_error("'{}' is no assignment", text)
        .with_hint("write NAME=VALUE");
  const std::string_view value = trimmed(text.substr(equals + 1));
  Assignment result{.place = std::string{place}};
  if (value.starts_with('@'))
    result.file = value.substr(1);
  else
    result.value = btf::parse_literal(value);
  return result;
}

std::vector<Assignment> read_assignments(const std::string& path) {
  const Bytes bytes = read_file(path);
  const std::string_view text = text_of(bytes);
  if (trimmed(text).starts_with('{')) return read_object(text, path);
  return read_lines(text, path);
}

}  // namespace skep
