// Links of struct_ops maps.
#include "src/link/types.h"

namespace skep {
namespace {

void print(Writer& out, const LinkInfo& info) {
  out.field("map_id", info.kernel.struct_ops.map_id, "map {}  ");
}

LinkPlace place(const LinkInfo& info, PlaceNames&) {
  const std::uint32_t map = info.kernel.struct_ops.map_id;
  return {.hook = "struct_ops",
          .target = map == 0 ? "(detached)" : fmt::format("map {}", map),
          .map_id = map};
}

}  // namespace

constinit const LinkType struct_ops_link{BPF_LINK_TYPE_STRUCT_OPS, nullptr,
                                         print, place};

}  // namespace skep
