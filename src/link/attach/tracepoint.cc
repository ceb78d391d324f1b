#include "src/link/attach/tracepoint.h"

#include <fmt/format.h>

#include "src/link/attach/perf_link.h"
#include "src/sys/tracefs.h"

namespace skep {

std::string title_of(const TracepointHook& hook) {
  return fmt::format("tracepoint {}/{}", hook.category, hook.name);
}

Fd attach_to(const TracepointHook& hook, const Program& program) {
  check_type(program, {BPF_PROG_TYPE_TRACEPOINT});
  perf_event_attr attributes{};
  attributes.type = PERF_TYPE_TRACEPOINT;
  attributes.config = tracepoint_id(hook.category, hook.name);
  // The program sees the hits on all CPUs, whichever the event is opened for.
  const Fd event = open_perf_event(attributes, -1, 0);
  return attach_to_perf_event(program, event, hook.cookie.value_or(0));
}

}  // namespace skep
