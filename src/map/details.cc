#include "src/map/details.h"

#include "src/btf/declare.h"
#include "src/map/create_flags.h"
#include "src/map/element_types.h"
#include "src/map/map_type.h"
#include "src/map/value_layout.h"
#include "src/map/walk.h"

namespace skep::map {
namespace {

void print_types(Writer& out, const Map& map) {
  const auto types = load_types(map);
  if (!types) return;
  out.layout("\n\t");
  if (types->key != btf::void_id)
    out.field("key_type", btf::declare(types->btf, types->key),
              "key_type {}  ");
  out.field("value_type", btf::declare(types->btf, types->value),
            "value_type {}");
}

}  // namespace

void print_details(Writer& out, const Map& map) {
  const bpf_map_info& info = map.info();
  if (const auto names = create_flags_in(info.map_flags); !names.empty())
    out.items("flag_names", names, "\n\tflag_names ");
  print_types(out, map);
  out.nonzero("map_extra", std::uint64_t{info.map_extra}, "\n\tmap_extra {}");
}

std::optional<std::uint64_t> known_count(const Map& map) {
  const bpf_map_info& info = map.info();
  if (info.type == BPF_MAP_TYPE_ARRAY || info.type == BPF_MAP_TYPE_PERCPU_ARRAY)
    return info.max_entries;
  return std::nullopt;
}

std::optional<std::uint64_t> count_elements(const Map& map) {
  if (const auto known = known_count(map)) return known;
  if (!instead_of_listing(map.info().type).empty()) return std::nullopt;
  std::uint64_t count = 0;
  walk(map, ValueLayout{map.info()},
       {.element = [&](ByteView, ByteView) { ++count; },
        .unreadable = [](ByteView, int) {}});
  return count;
}

}  // namespace skep::map
