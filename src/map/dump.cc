#include "src/map/dump.h"

#include <algorithm>
#include <optional>

#include "src/map/describe.h"
#include "src/map/element_printer.h"
#include "src/map/element_types.h"
#include "src/map/map_type.h"
#include "src/map/value_layout.h"
#include "src/map/walk.h"
#include "src/sys/counted.h"
#include "src/sys/error.h"
#include "src/sys/log.h"

namespace skep::map {
namespace {

using Types = std::optional<ElementTypes>;

void dump_elements(Writer& out, const Map& map, const Types& types, View view) {
  const ValueLayout layout{map.info()};
  ElementPrinter printer{map, layout, types ? &*types : nullptr, view};
  std::uint64_t count = 0;
  const auto list = out.list();
  walk(map, layout,
       {.element =
            [&](ByteView key, ByteView values) {
              printer.print(out, key, values);
              ++count;
            },
        .unreadable =
            [&](ByteView key, int code) {
              printer.print_unreadable(out, key, code);
            }});
  out.text("Found {}\n", counted(count, "element"));
}

void dump_with_header(Writer& out, const Map& map, const Types& types,
                      View view) {
  const auto object = out.object();
  print_header(out, map);
  out.layout("\n");
  out.key("elements");
  dump_elements(out, map, types, view);
}

void dump_all(Writer& out, const std::vector<Map>& maps,
              const std::vector<Types>& types, View view) {
  if (maps.size() == 1)
    return dump_elements(out, maps.front(), types.front(), view);
  const auto list = out.list();
  for (std::size_t i = 0; i < maps.size(); ++i) {
    if (i > 0) out.layout("\n");
    dump_with_header(out, maps[i], types[i], view);
  }
}

}  // namespace

void check_listable(const Map& map) {
  const bpf_map_info& info = map.info();
  if (const auto instead = instead_of_listing(info.type); !instead.empty())
    throw failure("the elements of {} can't be listed: its type is {}",
                  map.label(), type_label(info.type))
        .with_hint(std::string{instead});
  if (info.type == BPF_MAP_TYPE_REUSEPORT_SOCKARRAY && info.value_size != 8)
    log::warn(
        "the values of {} can't be read: they have {} bytes,"
        " not 8",
        map.label(), info.value_size);
}

void dump(Writer& out, const std::vector<Map>& maps) {
  std::vector<Types> types;
  for (const Map& map : maps) {
    check_listable(map);
    types.push_back(load_types(map));
  }
  const bool all_have_types = std::all_of(
      types.begin(), types.end(), [](const Types& t) { return t.has_value(); });
  print_for_reader(out, all_have_types, [&](Writer& document, View view) {
    dump_all(document, maps, types, view);
  });
}

}  // namespace skep::map
