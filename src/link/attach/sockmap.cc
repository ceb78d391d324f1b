#include "src/link/attach/sockmap.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <cerrno>

#include "src/sys/error.h"
#include "src/sys/kernel_object.h"

namespace skep {
namespace {

std::string hint_for_sockmap(int code) {
  if (code == EBUSY || code == EEXIST)
    return "another program is attached there, or one that excludes it";
  if (code == EINVAL)
    return "the map must be a sockmap or a sockhash; links to them need Linux "
           "6.10";
  return {};
}

void check_program(const SockmapHook& hook, const Program& program) {
  check_type(program, {hook.type == BPF_SK_MSG_VERDICT ? BPF_PROG_TYPE_SK_MSG
                                                       : BPF_PROG_TYPE_SK_SKB});
}

}  // namespace

std::string title_of(const SockmapHook& hook) {
  return fmt::format("{} of map {}", libbpf_bpf_attach_type_str(hook.type),
                     info_of<bpf_map_info>(hook.map).id);
}

Fd attach_to(const SockmapHook& hook, const Program& program) {
  check_program(hook, program);
  return Fd{
      accepted(bpf_link_create(program.fd, hook.map.get(), hook.type, nullptr),
               hint_for_sockmap)};
}

void attach_without_link(const SockmapHook& hook, const Program& program) {
  check_program(hook, program);
  accepted(bpf_prog_attach(program.fd, hook.map.get(), hook.type, 0),
           hint_for_direct);
}

void detach_without_link(const SockmapHook& hook, const Program& program) {
  check_program(hook, program);
  accepted(bpf_prog_detach2(program.fd, hook.map.get(), hook.type),
           hint_for_direct);
}

}  // namespace skep
