// Links to socket maps.
#include "src/link/types.h"

namespace skep {
namespace {

void print(Writer& out, const LinkInfo& info) {
  out.field("map_id", info.kernel.sockmap.map_id, "\n\tmap_id {}  ");
  print_attach_type(out, info.kernel.sockmap.attach_type);
}

}  // namespace

constinit const LinkType sockmap_link{BPF_LINK_TYPE_SOCKMAP, nullptr, print};

}  // namespace skep
