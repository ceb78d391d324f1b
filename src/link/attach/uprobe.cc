#include "src/link/attach/uprobe.h"

#include <linux/limits.h>

#include <array>
#include <cstdlib>

#include "src/link/attach/elf_symbol.h"
#include "src/link/attach/perf_link.h"
#include "src/sys/error.h"
#include "src/sys/file.h"
#include "src/sys/text.h"

namespace skep {
namespace {

// Read a number from the description of the kernel's uprobe events; `start` is
// what stands before it.
std::uint32_t uprobe_number(const std::string& name, std::string_view start) {
  const std::string path = "/sys/bus/event_source/devices/uprobe/" + name;
  const std::string text = read_small_file(path).value_or("");
  std::string_view rest = text;
  if (rest.ends_with('\n')) rest.remove_suffix(1);
  const bool starts_well = rest.starts_with(start);
  const auto number = starts_well
                          ? parse_unsigned(rest.substr(start.size()), 10)
                          : std::nullopt;
  if (!number) throw failure("the kernel has no uprobes: can't read {}", path);
  return static_cast<std::uint32_t>(*number);
}

std::uint64_t offset_of(const UprobeHook& hook) {
  if (hook.point.function.empty()) return hook.point.offset;
  return function_offset(hook.file, hook.point.function) + hook.point.offset;
}

// Return the file's whole path: the kernel shows it as it was given.
std::string whole_path(const std::string& path) {
  std::array<char, PATH_MAX> whole{};
  return check(::realpath(path.c_str(), whole.data()), "can't open {}", path);
}

}  // namespace

std::string title_of(const UprobeHook& hook) {
  const std::string kind = hook.at_return ? "uretprobe" : "uprobe";
  if (hook.point.function.empty())
    return fmt::format("{} {}+{:#x}", kind, hook.file, hook.point.offset);
  const std::string function =
      fmt::format("{} {}:{}", kind, hook.file, hook.point.function);
  return hook.point.offset == 0
             ? function
             : fmt::format("{}+{:#x}", function, hook.point.offset);
}

Fd attach_to(const UprobeHook& hook, const Program& program) {
  check_type(program, {BPF_PROG_TYPE_KPROBE});
  const std::string file = whole_path(hook.file);
  perf_event_attr attributes{};
  attributes.type = uprobe_number("type", "");
  attributes.config1 = reinterpret_cast<std::uintptr_t>(file.c_str());
  attributes.config2 = offset_of(hook);
  if (hook.at_return)
    attributes.config = 1ULL << uprobe_number("format/retprobe", "config:");
  const pid_t pid = hook.pid ? static_cast<pid_t>(*hook.pid) : -1;
  const Fd event = open_perf_event(attributes, pid, hook.pid ? -1 : 0);
  return attach_to_perf_event(program, event, hook.cookie.value_or(0));
}

}  // namespace skep
