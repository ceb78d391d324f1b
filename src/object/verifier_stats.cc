#include "src/object/verifier_stats.h"

#include <string>

#include "src/sys/text.h"

namespace skep {
namespace {

// Return the number that stands behind the last `mark`.
std::optional<std::uint64_t> number_behind(std::string_view log,
                                           std::string_view mark) {
  const auto at = log.rfind(mark);
  if (at == log.npos) return std::nullopt;
  log.remove_prefix(at + mark.size());
  return parse_unsigned(log.substr(0, log.find_first_not_of("0123456789")), 10);
}

// "stack depth 16+0+8"
std::vector<std::uint64_t> stack_depths_in(std::string_view log) {
  constexpr std::string_view mark = "stack depth ";
  std::vector<std::uint64_t> depths;
  const auto at = log.rfind(mark);
  if (at == log.npos) return depths;
  log.remove_prefix(at + mark.size());
  const std::string_view numbers =
      log.substr(0, log.find_first_not_of("0123456789+"));
  for (const std::string& number : split(numbers, '+'))
    depths.push_back(parse_unsigned(number, 10).value_or(0));
  return depths;
}

}  // namespace

VerifierStats find_stats(std::string_view log) {
  return {.instructions = number_behind(log, "processed "),
          .total_states = number_behind(log, "total_states "),
          .peak_states = number_behind(log, "peak_states "),
          .max_states_per_insn = number_behind(log, "max_states_per_insn "),
          .microseconds = number_behind(log, "verification time "),
          .stack_depths = stack_depths_in(log)};
}

}  // namespace skep
