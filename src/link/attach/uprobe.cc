#include "src/link/attach/uprobe.h"

#include <fmt/format.h>

#include "src/link/attach/elf_symbol.h"
#include "src/link/attach/perf_link.h"
#include "src/sys/file.h"

namespace skep {
std::string title_of(const UprobeHook& hook) {
  return fmt::format("{} {}{}{}", hook.at_return ? "uretprobe" : "uprobe",
                     hook.file, hook.point.function.empty() ? '+' : ':',
                     hook.point.text());
}

Fd attach_to(const UprobeHook& hook, const Program& program) {
  check_type(program, {BPF_PROG_TYPE_KPROBE});
  const std::string file = whole_path(hook.file);
  perf_event_attr attributes{};
  attributes.type = probe_number("uprobe", "type", "");
  attributes.config1 = reinterpret_cast<std::uintptr_t>(file.c_str());
  attributes.config2 = offset_in_file(file, hook.point);
  if (hook.at_return)
    attributes.config |=
        1ULL << probe_number("uprobe", "format/retprobe", "config:");
  if (hook.ref_ctr)
    attributes.config |= std::uint64_t{*hook.ref_ctr} << probe_number(
                             "uprobe", "format/ref_ctr_offset", "config:");
  const pid_t pid = hook.pid ? static_cast<pid_t>(*hook.pid) : -1;
  const Fd event = open_perf_event(attributes, pid, hook.pid ? -1 : 0);
  return attach_to_perf_event(program, event, hook.cookie.value_or(0));
}

}  // namespace skep
