#include "src/object/load_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "src/object/load_hints.h"
#include "src/object/program_log.h"
#include "src/object/refusal.h"

namespace skep {
namespace {

// libbpf: "prog 'NAME': BPF program load failed: REASON", then, if the kernel
// logged anything, the log.
std::optional<RefusedProgram> find_refused(
    std::span<const std::string> warnings) {
  constexpr std::string_view failed = "': BPF program load failed";
  std::optional<RefusedProgram> found;
  for (const std::string& warning : warnings) {
    if (warning.find(failed) != std::string::npos)
      found = {between(warning, "prog '", failed).value_or("?"), {}};
    if (const auto log = find_program_log(warning); log && found)
      found->log = log->log;
  }
  return found;
}

// Warnings that say no more than the error itself, or that guess at a missing
// permission, which the error's hint knows better.
bool says_nothing_new(std::string_view warning) {
  constexpr std::array<std::string_view, 3> parts{
      "failed to load object", "Failed to bump RLIMIT_MEMLOCK",
      "Couldn't load trivial BPF program"};
  return std::any_of(parts.begin(), parts.end(), [&](auto part) {
    return warning.find(part) != std::string_view::npos;
  });
}

// Of a log of all the object's types, the last line says what is wrong.
std::string_view without_types(std::string_view warning) {
  const auto log =
      between(warning, "-- BEGIN BTF LOAD LOG ---\n", "-- END BTF LOAD LOG --");
  if (!log) return warning;
  const auto end = log->find_last_not_of('\n');
  if (end == std::string_view::npos) return {};
  const std::string_view text = log->substr(0, end + 1);
  return text.substr(text.rfind('\n') + 1);
}

std::vector<std::string_view> reasons_in(
    std::span<const std::string> warnings) {
  constexpr std::string_view prefix = "libbpf: ";
  std::vector<std::string_view> reasons;
  for (std::string_view warning : warnings) {
    if (says_nothing_new(warning)) continue;
    if (warning.starts_with(prefix)) warning.remove_prefix(prefix.size());
    warning = without_types(warning);
    if (!warning.empty()) reasons.push_back(warning);
  }
  return reasons;
}

}  // namespace

Error load_error(int code, const std::string& path,
                 std::span<const std::string> warnings,
                 const bpf_object* object, const SourceLines& lines) {
  if (const auto prog = find_refused(warnings))
    return refusal(code, path, *prog, object, lines);
  return with_reasons(system_error(code, "can't load {}", path), warnings);
}

Error with_reasons(const Error& error, std::span<const std::string> warnings) {
  const std::vector<std::string_view> reasons = reasons_in(warnings);
  if (reasons.empty()) return error;
  const std::string hint = hint_for_warnings(warnings);
  return {error.kind(), error.code(),
          fmt::format("{}\n  {}", error.what(), fmt::join(reasons, "\n  ")),
          hint.empty() ? error.hint() : hint};
}

}  // namespace skep
