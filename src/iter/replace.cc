#include "src/iter/replace.h"

#include <bpf/bpf.h>
#include <linux/bpf.h>

#include <utility>

#include "src/link/attach/hook.h"
#include "src/link/iter_target.h"
#include "src/link/link_info.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"

namespace skep::iter {
namespace {

// Return a hook at which the program has to work if it does at the link; false:
// the kernel does not tell enough of the link.
bool describe_like(const LinkInfo& link, IterHook& hook) {
  hook.target = link.name;
  switch (iter_parameters_of(link.name).value_or(IterParameters::none)) {
    case IterParameters::map: {
      auto map = link.kernel.iter.map.map_id == 0
                     ? std::nullopt
                     : open_id(ObjectKind::map, link.kernel.iter.map.map_id);
      if (!map) return false;
      hook.map = std::move(*map);
      return true;
    }
    case IterParameters::cgroup:
      hook.order = BPF_CGROUP_ITER_SELF_ONLY;
      return true;
    case IterParameters::task:
    case IterParameters::none:
      break;
  }
  return true;
}

void try_out(const Fd& link, const Fd& prog, const std::string& name) {
  IterHook hook;
  if (describe_like(read_link_info(link), hook))
    (void)attach(prog, name, std::move(hook));
}

}  // namespace

std::string target_of_link(const Fd& link, const std::string& name) {
  LinkInfo info = read_link_info(link);
  if (info.kernel.type != BPF_LINK_TYPE_ITER)
    throw failure("{} is no iterator", name)
        .with_hint(fmt::format("see `skep link show id {}`", info.kernel.id));
  return std::move(info.name);
}

void replace_program(const Fd& link, const Fd& prog, const std::string& name) {
  try_out(link, prog, name);
  check(bpf_link_update(link.get(), prog.get(), nullptr),
        "can't let the iterator have program '{}'", name);
}

}  // namespace skep::iter
