#include "src/link/attach/kprobe.h"

#include <fmt/format.h>

#include <cerrno>

#include "src/link/attach/kernel_function.h"
#include "src/link/attach/perf_link.h"
#include "src/sys/diagnose.h"

namespace skep {
namespace {

perf_event_attr attributes_of(const KprobeHook& hook) {
  perf_event_attr attributes{};
  attributes.type = probe_number("kprobe", "type", "");
  if (!hook.point.function.empty())
    attributes.kprobe_func =
        reinterpret_cast<std::uintptr_t>(hook.point.function.c_str());
  // Without a function, the place has the name kprobe_addr.
  attributes.probe_offset = hook.point.offset;
  if (hook.at_return)
    attributes.config = 1ULL
                        << probe_number("kprobe", "format/retprobe", "config:");
  return attributes;
}

Error refused_error(const KprobeHook& hook, const Error& error) {
  if (error.code() == EILSEQ)
    return error.with_hint("no instruction begins at this offset");
  if (error.code() == EADDRNOTAVAIL)
    return error.with_hint(
        "there are several functions of this name: give the address of one, "
        "/proc/kallsyms lists them");
  if (error.code() == EPERM && lockdown_mode() == "confidentiality")
    return error.with_hint("the kernel is locked down (confidentiality)");
  const bool is_refused = error.code() == ENOENT || error.code() == EINVAL;
  if (!is_refused) return error;
  if (!hook.point.function.empty())
    return unprobed_error(error.code(), {hook.point.function});
  return error.with_hint(
      "no instruction of the kernel that can be probed is at this address");
}

Fd open_event(const KprobeHook& hook) {
  const perf_event_attr attributes = attributes_of(hook);
  try {
    return open_perf_event(attributes, -1, 0);
  } catch (const Error& error) {
    throw refused_error(hook, error);
  }
}

}  // namespace

std::string title_of(const KprobeHook& hook) {
  return fmt::format("{} {}", hook.at_return ? "kretprobe" : "kprobe",
                     hook.point.text());
}

Fd attach_to(const KprobeHook& hook, const Program& program) {
  check_type(program, {BPF_PROG_TYPE_KPROBE});
  return attach_to_perf_event(program, open_event(hook),
                              hook.cookie.value_or(0));
}

}  // namespace skep
