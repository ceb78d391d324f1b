#include "src/link/attach/tracing.h"

#include <bpf/bpf.h>
#include <fmt/format.h>

#include <cerrno>

#include "src/sys/error.h"
#include "src/sys/kernel_object.h"

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

// The kernel attaches programs for functions to where they were loaded for,
// whatever it is asked for; a link to another place is none that anyone wants.
void check_place(const Fd& link, const TracingHook& hook) {
  const auto info = info_of<bpf_link_info>(link);
  if (info.type != BPF_LINK_TYPE_TRACING) return;
  TracingHook actual;
  actual.type = static_cast<bpf_attach_type>(info.tracing.attach_type);
  if (actual.type != hook.type)
    throw failure("the program was loaded for {}", title_of(actual));
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
  Fd link{accepted(bpf_link_create(program.fd, 0, hook.type, &options),
                   [&](int code) { return hint_for_tracing(code, program); })};
  check_place(link, hook);
  return link;
}

}  // namespace skep
