#include "src/map/dump_recursive.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "src/map/describe.h"
#include "src/map/dump.h"
#include "src/map/map_type.h"
#include "src/map/value_layout.h"
#include "src/map/walk.h"
#include "src/sys/kernel_object.h"
#include "src/sys/signals.h"

namespace skep::map {
namespace {

// Return the ids of the maps that a map holds.
std::vector<std::uint32_t> ids_in(const Map& map) {
  if (!holds_maps(map.info().type)) return {};
  std::vector<std::uint32_t> ids;
  std::set<std::uint32_t> seen;
  const auto add = [&](ByteView, ByteView value) {
    const auto id = load_as<std::uint32_t>(value);
    if (seen.insert(id).second) ids.push_back(id);
  };
  walk(map, ValueLayout{map.info()},
       {.element = add, .unreadable = [](ByteView, int) {}});
  return ids;
}

void dump_one(Writer& out, Map map) {
  const auto object = out.object();
  print_header(out, map);
  out.layout("\n");
  out.key("elements");
  const auto instead = instead_of_listing(map.info().type);
  if (!instead.empty()) {
    out.text("Its elements can't be listed: {}\n", instead);
    return out.in_json([](Json& json) { json.null(); });
  }
  std::vector<Map> maps;
  maps.push_back(std::move(map));
  dump(out, maps);
}

}  // namespace

void dump_recursive(Writer& out, Map map) {
  check_listable(map);
  const auto ids = ids_in(map);
  const auto list = out.list();
  dump_one(out, std::move(map));
  for (const std::uint32_t id : ids) {
    throw_if_stopped();
    auto inner = open_id(ObjectKind::map, id);
    if (!inner) continue;
    out.layout("\n");
    dump_one(out, Map{std::move(*inner)});
  }
}

}  // namespace skep::map
