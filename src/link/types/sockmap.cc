// Links to socket maps.
#include "src/link/types.h"

namespace skep {
namespace {

void print(Writer& out, const LinkInfo& info) {
  out.field("map_id", info.kernel.sockmap.map_id, "\n\tmap_id {}  ");
  print_attach_type(out, info.kernel.sockmap.attach_type);
}

LinkPlace place(const LinkInfo& info, PlaceNames&) {
  const auto& link = info.kernel.sockmap;
  return {.hook = attach_type_text(link.attach_type),
          .target = fmt::format("map {}", link.map_id),
          .map_id = link.map_id};
}

}  // namespace

constinit const LinkType sockmap_link{BPF_LINK_TYPE_SOCKMAP, nullptr, print,
                                      place};

}  // namespace skep
