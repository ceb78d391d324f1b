#include "src/link/attach/btf_tracepoint.h"

#include <bpf/bpf.h>

namespace skep {

std::string title_of(const BtfTracepointHook&) { return "its BTF tracepoint"; }

Fd attach_to(const BtfTracepointHook& hook, const Program& program) {
  check_target(program, "btf_trace_", "a BTF tracepoint");
  bpf_link_create_opts options{};
  options.sz = sizeof options;
  options.tracing.cookie = hook.cookie.value_or(0);
  return Fd{
      accepted(bpf_link_create(program.fd, 0, BPF_TRACE_RAW_TP, &options))};
}

}  // namespace skep
