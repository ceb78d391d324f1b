// Links to control groups.
#include "src/link/types.h"

namespace skep {
namespace {

void print(Writer& out, const LinkInfo& info) {
  out.field("cgroup_id", info.kernel.cgroup.cgroup_id, "\n\tcgroup_id {}  ");
  print_attach_type(out, info.kernel.cgroup.attach_type);
}

}  // namespace

constinit const LinkType cgroup_link{BPF_LINK_TYPE_CGROUP, nullptr, print};

}  // namespace skep
