// Links to control groups.
#include "src/link/types.h"

namespace skep {
namespace {

void print(Writer& out, const LinkInfo& info) {
  out.field("cgroup_id", info.kernel.cgroup.cgroup_id, "\n\tcgroup_id {}  ");
  print_attach_type(out, info.kernel.cgroup.attach_type);
}

LinkPlace place(const LinkInfo& info, PlaceNames& names) {
  const auto& link = info.kernel.cgroup;
  if (link.cgroup_id == 0)
    return {.hook = attach_type_text(link.attach_type), .target = "(detached)"};
  const std::string path = names.cgroup(link.cgroup_id);
  return {
      .hook = attach_type_text(link.attach_type),
      .target = path.empty() ? fmt::format("cgroup {}", link.cgroup_id) : path,
      .cgroup_id = link.cgroup_id};
}

}  // namespace

constinit const LinkType cgroup_link{BPF_LINK_TYPE_CGROUP, nullptr, print,
                                     place};

}  // namespace skep
