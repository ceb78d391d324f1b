#include "src/cli/arg_type.h"

namespace skep::cli {

std::uint64_t parse_number(std::string_view word, std::string_view name,
                           std::uint64_t highest) {
  const auto number = parse_unsigned(word);
  if (!number)
    throw usage_error("expected a number for {}, not '{}'", name, word);
  if (*number > highest)
    throw usage_error("{} is too large for {}: at most {}", word, name,
                      highest);
  return *number;
}

}  // namespace skep::cli
