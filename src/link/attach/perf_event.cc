#include "src/link/attach/perf_event.h"

#include <sys/types.h>

#include "src/link/attach/perf_link.h"
#include "src/sys/cpus.h"
#include "src/sys/error.h"

namespace skep {
namespace {

perf_event_attr attributes_of(const PerfEventHook& hook) {
  perf_event_attr attributes{};
  attributes.type = hook.event.type;
  attributes.config = hook.event.config;
  if (hook.period) {
    attributes.sample_period = *hook.period;
  } else {
    attributes.freq = 1;
    attributes.sample_freq = hook.frequency.value_or(default_sample_frequency);
  }
  return attributes;
}

// Return the CPUs to open the event on; -1: wherever the process runs.
std::vector<int> cpus_for(const PerfEventHook& hook) {
  if (hook.cpu) return {static_cast<int>(*hook.cpu)};
  if (hook.pid) return {-1};
  std::vector<int> cpus;
  for (const std::uint32_t cpu : online_cpus())
    cpus.push_back(static_cast<int>(cpu));
  return cpus;
}

Fd open_event(const PerfEventHook& hook, int cpu) {
  const pid_t pid = hook.pid ? static_cast<pid_t>(*hook.pid) : -1;
  try {
    return open_perf_event(attributes_of(hook), pid, cpu);
  } catch (const Error& error) {
    if (error.code() == ENOENT || error.code() == EOPNOTSUPP)
      throw error.with_hint(
          "this machine does not count the event; a virtual one often has "
          "software events (cpu-clock) alone");
    throw;
  }
}

}  // namespace

std::string title_of(const PerfEventHook& hook) {
  const auto name = perf_event_name(hook.event);
  return "perf event " +
         (name ? *name
               : fmt::format("{}:{:#x}", hook.event.type, hook.event.config));
}

std::vector<Fd> attach_to(const PerfEventHook& hook, const Program& program) {
  check_type(program, {BPF_PROG_TYPE_PERF_EVENT});
  std::vector<Fd> links;
  for (const int cpu : cpus_for(hook))
    links.push_back(attach_to_perf_event(program, open_event(hook, cpu),
                                         hook.cookie.value_or(0)));
  return links;
}

}  // namespace skep
