#include "src/object/load_error.h"

#include <cerrno>
#include <optional>
#include <string_view>
#include <vector>

#include "src/object/verifier_log.h"

namespace skep {
namespace {

// What libbpf says of a program the kernel refused.
struct RefusedProgram {
  std::string name;
  std::string log;
};

// Return what stands between two marks of `text`.
std::optional<std::string> between(std::string_view text, std::string_view from,
                                   std::string_view to) {
  const auto start = text.find(from);
  if (start == std::string_view::npos) return std::nullopt;
  text.remove_prefix(start + from.size());
  const auto end = text.find(to);
  if (end == std::string_view::npos) return std::nullopt;
  return std::string{text.substr(0, end)};
}

// libbpf: "prog 'NAME': BPF program load failed: REASON", then, if the kernel
// logged anything, "prog 'NAME': -- BEGIN PROG LOAD LOG --\nLOG-- END ...".
std::optional<RefusedProgram> find_refused(
    std::span<const std::string> warnings) {
  std::optional<RefusedProgram> found;
  for (const std::string& warning : warnings) {
    if (warning.find("BPF program load failed") != std::string::npos)
      found = {between(warning, "prog '", "'").value_or("?"), {}};
    const auto log = between(warning, "-- BEGIN PROG LOAD LOG --\n",
                             "-- END PROG LOAD LOG --");
    if (log && found) found->log = *log;
  }
  return found;
}

Error refused(int code, const std::string& path, const RefusedProgram& prog) {
  const Error plain =
      system_error(code, "can't load program '{}' of {}", prog.name, path);
  const Verdict verdict = find_verdict(prog.log);
  if (verdict.reason.empty()) return plain;
  std::string message = fmt::format("{}: {}", plain.what(), verdict.reason);
  if (!verdict.instruction.empty())
    message += fmt::format(" (insn {})", verdict.instruction);
  if (!verdict.source.empty())
    message += fmt::format("\n  at {}", verdict.source);
  return Error{ErrorKind::system, code, std::move(message),
               "-d shows the whole log of the verifier"};
}

// Leave out what says no more than that loading failed.
std::vector<std::string> reasons_in(std::span<const std::string> warnings) {
  std::vector<std::string> reasons;
  for (std::string_view warning : warnings) {
    if (warning.starts_with("libbpf: ")) warning.remove_prefix(8);
    if (!warning.starts_with("failed to load object"))
      reasons.emplace_back(warning);
  }
  return reasons;
}

}  // namespace

Error load_error(int code, const std::string& path,
                 std::span<const std::string> warnings) {
  if (const auto prog = find_refused(warnings))
    return refused(code, path, *prog);
  return with_reasons(system_error(code, "can't load {}", path), warnings);
}

Error with_reasons(const Error& error, std::span<const std::string> warnings) {
  const std::vector<std::string> reasons = reasons_in(warnings);
  if (reasons.empty()) return error;
  return {error.kind(), error.code(),
          fmt::format("{}\n  {}", error.what(), fmt::join(reasons, "\n  ")),
          error.hint()};
}

}  // namespace skep
