#include "src/link/attach/direct.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <cerrno>
#include <string>
#include <string_view>
#include <utility>

#include "src/sys/error.h"
#include "src/sys/kernel_object.h"

namespace skep {
namespace {

int target_of(const DirectHook& hook) { return hook.map ? hook.map->get() : 0; }

std::string title_of(const DirectHook& hook) {
  const char* type = libbpf_bpf_attach_type_str(hook.type);
  return hook.map ? fmt::format("{} of map {}", type,
                                info_of<bpf_map_info>(*hook.map).id)
                  : fmt::format("{} of this network namespace", type);
}

void check_program(const Program& program, const DirectHook& hook) {
  if (hook.type == BPF_FLOW_DISSECTOR)
    check_type(program, {BPF_PROG_TYPE_FLOW_DISSECTOR});
  else if (hook.type == BPF_SK_MSG_VERDICT)
    check_type(program, {BPF_PROG_TYPE_SK_MSG});
  else
    check_type(program, {BPF_PROG_TYPE_SK_SKB});
}

std::string hint_for_direct(int code) {
  if (code == ENOENT) return "the program is not attached there";
  if (code == EEXIST || code == EBUSY)
    return "another program is attached there, or one that excludes it";
  return {};
}

// Call `change(prog, target)`; an error says "can't attach PROG to HOOK".
template <typename F>
void apply(const Program& program, const DirectHook& hook,
           std::string_view verb, std::string_view preposition, F&& change) {
  try {
    check_program(program, hook);
    accepted(change(program.fd, target_of(hook)), hint_for_direct);
  } catch (const Error& error) {
    throw error.in(fmt::format("can't {} {} {} {}", verb, program.title(),
                               preposition, title_of(hook)));
  }
}

}  // namespace

void attach_directly(const Fd& prog, std::string name, const DirectHook& hook) {
  apply(look_at_program(prog, std::move(name)), hook, "attach", "to",
        [&](int program, int target) {
          return bpf_prog_attach(program, target, hook.type, 0);
        });
}

void detach_directly(const Fd& prog, std::string name, const DirectHook& hook) {
  apply(look_at_program(prog, std::move(name)), hook, "detach", "from",
        [&](int program, int target) {
          return bpf_prog_detach2(program, target, hook.type);
        });
}

}  // namespace skep
