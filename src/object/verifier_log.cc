#include "src/object/verifier_log.h"

#include <algorithm>
#include <array>

namespace skep {
namespace {

// Lines about the whole run, which come after the reason.
constexpr std::array<std::string_view, 5> closing_lines{
    "processed ", "verification time ", "stack depth ", "max_states_per_insn ",
    "peak_states "};

bool is_closing(std::string_view line) {
  return std::any_of(closing_lines.begin(), closing_lines.end(),
                     [&](auto start) { return line.starts_with(start); });
}

std::string_view trimmed(std::string_view line) {
  const auto first = line.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

// "5: (61) r0 = *(u32 *)(r1 +0)        ; R1=scalar()"
bool is_instruction(std::string_view line) {
  const auto digits = line.find_first_not_of("0123456789");
  return digits != 0 && digits != std::string_view::npos &&
         line.substr(digits).starts_with(": (");
}

// The state of the registers, which follows the instruction, is left out.
std::string_view without_state(std::string_view instruction) {
  return trimmed(instruction.substr(0, instruction.find(" ;")));
}

// "; int x = *p; @ prog.bpf.c:12"
bool is_source(std::string_view line) { return line.starts_with("; "); }

// What registers hold: "7: R0=1 R10=fp0", "from 3 to 7: R0=1", "cur state:
// ...".
bool is_state(std::string_view line) {
  constexpr std::array<std::string_view, 3> starts{
      "from ", "cur state: ", "old state: "};
  if (std::any_of(starts.begin(), starts.end(),
                  [&](auto start) { return line.starts_with(start); }))
    return true;
  const auto digits = line.find_first_not_of("0123456789");
  return digits != 0 && digits != std::string_view::npos &&
         line.substr(digits).starts_with(": R");
}

// Take the last line off `log`.
std::string_view take_last_line(std::string_view& log) {
  const auto at = log.find_last_of('\n');
  const std::string_view line =
      at == std::string_view::npos ? log : log.substr(at + 1);
  log = at == std::string_view::npos ? std::string_view{} : log.substr(0, at);
  return trimmed(line);
}

}  // namespace

Verdict find_verdict(std::string_view log) {
  Verdict verdict;
  while (!log.empty() && verdict.source.empty()) {
    const std::string_view line = take_last_line(log);
    if (line.empty() || is_closing(line)) continue;
    if (is_source(line))
      verdict.source = line.substr(2);
    else if (is_instruction(line) && verdict.instruction.empty())
      verdict.instruction = without_state(line);
    else if (verdict.reason.empty() && verdict.instruction.empty() &&
             !is_state(line))
      verdict.reason = line;
  }
  return verdict;
}

}  // namespace skep
