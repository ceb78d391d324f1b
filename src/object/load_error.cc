#include "src/object/load_error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "src/object/verifier_log.h"

namespace skep {
namespace {

// What libbpf says of a program the kernel refused.
struct RefusedProgram {
  std::string_view name;
  std::string_view log;
};

// Return what stands between two marks of `text`.
std::optional<std::string_view> between(std::string_view text,
                                        std::string_view from,
                                        std::string_view to) {
  const auto start = text.find(from);
  if (start == std::string_view::npos) return std::nullopt;
  text.remove_prefix(start + from.size());
  const auto end = text.find(to);
  if (end == std::string_view::npos) return std::nullopt;
  return text.substr(0, end);
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
  Error plain =
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

std::vector<std::string_view> reasons_in(
    std::span<const std::string> warnings) {
  constexpr std::string_view prefix = "libbpf: ";
  std::vector<std::string_view> reasons;
  for (std::string_view warning : warnings) {
    if (says_nothing_new(warning)) continue;
    if (warning.starts_with(prefix)) warning.remove_prefix(prefix.size());
    reasons.push_back(warning);
  }
  return reasons;
}

bool lacks_kernel_btf(std::span<const std::string> warnings) {
  return std::any_of(warnings.begin(), warnings.end(), [](const auto& warning) {
    return warning.find("Error loading vmlinux BTF") != std::string::npos;
  });
}

}  // namespace

Error load_error(int code, const std::string& path,
                 std::span<const std::string> warnings) {
  if (const auto prog = find_refused(warnings))
    return refused(code, path, *prog);
  Error error =
      with_reasons(system_error(code, "can't load {}", path), warnings);
  if (!lacks_kernel_btf(warnings)) return error;
  return error.with_hint(
      "the object needs the BTF of the kernel: /sys/kernel/btf/vmlinux, which "
      "a kernel built with CONFIG_DEBUG_INFO_BTF has");
}

Error with_reasons(const Error& error, std::span<const std::string> warnings) {
  const std::vector<std::string_view> reasons = reasons_in(warnings);
  if (reasons.empty()) return error;
  return {error.kind(), error.code(),
          fmt::format("{}\n  {}", error.what(), fmt::join(reasons, "\n  ")),
          error.hint()};
}

}  // namespace skep
