#include "src/link/attach/tracing.h"

#include <bpf/bpf.h>
#include <fmt/format.h>

#include <cerrno>

namespace skep {
namespace {

std::string hint_for_tracing(int code, const Program& program) {
  if (code == EBUSY) return "the program is attached there already";
  if (code == E2BIG)
    return "as many programs are attached there as there can be";
  if (code == EOPNOTSUPP) return "this kernel has no trampolines for functions";
  if (code != EINVAL) return {};
  const std::string target = target_of(program);
  return fmt::format(
      "the hook must be the one in the SEC of the program, {}; cookies need "
      "Linux 6.0, fsession Linux 7.0",
      target.empty() ? "for which it was loaded"
                     : fmt::format("which was loaded for '{}'", target));
}

}  // namespace

std::string title_of(const TracingHook& hook) {
  switch (hook.type) {
    case BPF_TRACE_FENTRY:
      return "the entry of its function";
    case BPF_TRACE_FEXIT:
      return "the exit of its function";
    case BPF_TRACE_FSESSION:
      return "the entry and exit of its function";
    case BPF_MODIFY_RETURN:
      return "what its function returns";
    default:
      return "its security hook";
  }
}

Fd attach_to(const TracingHook& hook, const Program& program) {
  check_type(program, {hook.type == BPF_LSM_MAC ? BPF_PROG_TYPE_LSM
                                                : BPF_PROG_TYPE_TRACING});
  bpf_link_create_opts options{};
  options.sz = sizeof options;
  options.tracing.cookie = hook.cookie.value_or(0);
  return Fd{
      accepted(bpf_link_create(program.fd, 0, hook.type, &options),
               [&](int code) { return hint_for_tracing(code, program); })};
}

}  // namespace skep
