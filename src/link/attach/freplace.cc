#include "src/link/attach/freplace.h"

#include <bpf/bpf.h>

#include <cerrno>
#include <vector>

#include "src/btf/btf.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"
#include "src/sys/text.h"

namespace skep {
namespace {

std::string hint_for_freplace(int code) {
  if (code == EBUSY)
    return "another program is in the place of the function already, or the "
           "program is in another place: see `skep link show`";
  if (code == ENOENT)
    return "the program was detached from the function of its load: give a "
           "`target` and a `function`";
  if (code == EINVAL)
    return "the function must have the same parameters and result as the "
           "program, and its program the type for which it was loaded";
  if (code == ENOTSUP || code == EOPNOTSUPP)
    return "this kernel has no trampolines for functions";
  return {};
}

Error no_function_error(const btf::BtfView& types, const std::string& name) {
  std::vector<std::string> functions;
  for (btf::TypeId id = 1; id < types.type_count(); ++id)
    if (const btf_type* type = types.type(id); btf_is_func(type))
      functions.emplace_back(types.name(*type));
  return failure("the target has no function '{}'", name)
      .with_hint(did_you_mean(name, functions));
}

// Find a function in the BTF of a program.
std::uint32_t function_id(const Fd& target, const std::string& name) {
  const auto btf_id = info_of<bpf_prog_info>(target).btf_id;
  const auto types = btf::Btf::from_kernel(btf_id);
  if (btf_id == 0 || !types)
    throw failure("the target has no BTF, which tells its functions");
  const auto id = types->find(name, BTF_KIND_FUNC);
  if (!id) throw no_function_error(*types, name);
  return *id;
}

int create_link(const FreplaceHook& hook, const Program& program) {
  if (!hook.target) return bpf_raw_tracepoint_open(nullptr, program.fd);
  bpf_link_create_opts options{};
  options.sz = sizeof options;
  options.target_btf_id = function_id(*hook.target, hook.function);
  // Programs of this type have no attach type: 0 stands for none.
  return bpf_link_create(program.fd, hook.target->get(), bpf_attach_type{},
                         &options);
}

}  // namespace

std::string title_of(const FreplaceHook& hook) {
  if (!hook.target) return "the function that it was loaded to replace";
  return fmt::format("function '{}' of prog {}", hook.function,
                     info_of<bpf_prog_info>(*hook.target).id);
}

Fd attach_to(const FreplaceHook& hook, const Program& program) {
  check_type(program, {BPF_PROG_TYPE_EXT});
  return Fd{accepted(create_link(hook, program), hint_for_freplace)};
}

}  // namespace skep
