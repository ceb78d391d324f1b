#include "src/link/attach/netns.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <cerrno>

#include "src/sys/error.h"
#include "src/sys/netns.h"

namespace skep {
namespace {

constexpr const char* own_netns = "/proc/self/ns/net";

std::string hint_for_netns(int code) {
  if (code == EEXIST || code == EBUSY)
    return "another program is attached there without a link: `skep prog "
           "detach` takes it off";
  if (code == E2BIG)
    return "all the places that this hook has are taken: see `skep link show`";
  return {};
}

void check_program(const NetnsHook& hook, const Program& program) {
  check_type(program,
             {hook.type == BPF_SK_LOOKUP ? BPF_PROG_TYPE_SK_LOOKUP
                                         : BPF_PROG_TYPE_FLOW_DISSECTOR});
}

}  // namespace

std::string title_of(const NetnsHook& hook) {
  const std::string place =
      hook.netns ? fmt::format("network namespace {}", *hook.netns)
                 : "this network namespace";
  return fmt::format("{} of {}", libbpf_bpf_attach_type_str(hook.type), place);
}

Fd attach_to(const NetnsHook& hook, const Program& program) {
  check_program(hook, program);
  const Fd netns = open_netns(hook.netns.value_or(own_netns));
  return Fd{
      accepted(bpf_link_create(program.fd, netns.get(), hook.type, nullptr),
               hint_for_netns)};
}

void attach_without_link(const NetnsHook& hook, const Program& program) {
  check_program(hook, program);
  accepted(bpf_prog_attach(program.fd, 0, hook.type, 0), hint_for_direct);
}

void detach_without_link(const NetnsHook& hook, const Program& program) {
  check_program(hook, program);
  accepted(bpf_prog_detach2(program.fd, 0, hook.type), hint_for_direct);
}

}  // namespace skep
