// Links to network namespaces: sk_lookup and flow_dissector.
#include "src/link/types.h"

namespace skep {
namespace {

void print(Writer& out, const LinkInfo& info) {
  out.field("netns_ino", info.kernel.netns.netns_ino, "\n\tnetns_ino {}  ");
  print_attach_type(out, info.kernel.netns.attach_type);
}

LinkPlace place(const LinkInfo& info, PlaceNames&) {
  const std::uint32_t inode = info.kernel.netns.netns_ino;
  return {.hook = attach_type_text(info.kernel.netns.attach_type),
          .target = inode == 0 ? "(detached)" : fmt::format("netns {}", inode)};
}

}  // namespace

constinit const LinkType netns_link{BPF_LINK_TYPE_NETNS, nullptr, print, place};

}  // namespace skep
