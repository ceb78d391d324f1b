#include "src/sys/diagnose.h"

#include <fmt/format.h>
#include <linux/capability.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "src/sys/file.h"

namespace skep {
namespace {

// Return the value of a "Name:\tvalue" line of /proc/self/status.
std::string status_field(std::string_view name) {
  const std::string status = read_small_file("/proc/self/status").value_or("");
  const std::string start = fmt::format("{}:\t", name);
  const auto at = status.find(start);
  if (at == std::string::npos) return {};
  const auto from = at + start.size();
  return status.substr(from, status.find('\n', from) - from);
}

std::optional<std::uint64_t> effective_capabilities() {
  const std::string text = status_field("CapEff");
  std::uint64_t mask = 0;
  const char* end = text.data() + text.size();
  if (std::from_chars(text.data(), end, mask, 16).ptr != end || text.empty())
    return std::nullopt;
  return mask;
}

std::string permission_hint() {
  if (const std::string missing = missing_capabilities(); !missing.empty())
    return fmt::format("this process lacks {}: run it as root", missing);
  if (const std::string seccomp = status_field("Seccomp"); seccomp == "2")
    return "a seccomp filter is active: it may forbid bpf(2)";
  if (const std::string mode = lockdown_mode(); !mode.empty())
    return fmt::format(
        "the kernel is locked down ({}): it refuses programs that can change "
        "or read kernel memory, such as fentry, fexit, freplace and LSM",
        mode);
  return "all capabilities are there: a kernel lockdown (see "
         "/sys/kernel/security/lockdown), an LSM or a user namespace can "
         "refuse it";
}

}  // namespace

std::string missing_capabilities() {
  static constexpr std::array<std::pair<int, std::string_view>, 4> wanted{{
      {CAP_BPF, "CAP_BPF"},
      {CAP_PERFMON, "CAP_PERFMON"},
      {CAP_NET_ADMIN, "CAP_NET_ADMIN"},
      {CAP_SYS_ADMIN, "CAP_SYS_ADMIN"},
  }};
  const auto mask = effective_capabilities();
  if (!mask) return {};
  std::string names;
  for (const auto& [bit, name] : wanted) {
    if ((*mask >> bit & 1U) != 0) continue;
    names += fmt::format("{}{}", names.empty() ? "" : ", ", name);
  }
  return names;
}

std::string lockdown_mode() {
  const auto modes = read_small_file("/sys/kernel/security/lockdown");
  if (!modes) return {};
  const auto open = modes->find('[');
  const auto close = modes->find(']');
  if (open == std::string::npos || close == std::string::npos) return {};
  const std::string mode = modes->substr(open + 1, close - open - 1);
  return mode == "none" ? "" : mode;
}

std::string hint_for(int code) {
  switch (code) {
    case EPERM:
    case EACCES:
      return permission_hint();
    case ENOSYS:
      return "this kernel has no such system call";
    case EMFILE:
      return "too many open files: raise the limit with `ulimit -n`";
    default:
      return {};
  }
}

}  // namespace skep
