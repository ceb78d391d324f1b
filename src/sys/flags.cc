#include "src/sys/flags.h"

#include <algorithm>
#include <utility>

#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep {
namespace {

std::uint32_t parse_flag(const std::string& word, std::string_view what,
                         const std::vector<std::string>& names) {
  const auto found = std::find(names.begin(), names.end(), word);
  if (found != names.end()) return 1U << (found - names.begin());
  const auto number = parse_unsigned(word);
  if (number && *number <= UINT32_MAX)
    return static_cast<std::uint32_t>(*number);
  std::string hint = did_you_mean(word, names);
  if (hint.empty())
    hint = "a number, or names joined by |: " + join(names, ", ");
  throw usage_error("there is no {} '{}'", what, word)
      .with_hint(std::move(hint));
}

}  // namespace

std::uint32_t parse_flags(std::string_view text, std::string_view what,
                          const std::vector<std::string>& names) {
  std::string words{text};
  std::replace(words.begin(), words.end(), ',', '|');
  std::uint32_t flags = 0;
  for (const std::string& word : split(words, '|'))
    flags |= parse_flag(word, what, names);
  return flags;
}

}  // namespace skep
