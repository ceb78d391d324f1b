#include "src/object/reuse_map.h"

#include <linux/bpf.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "src/object/map_size.h"
#include "src/sys/bpffs.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"
#include "src/sys/text.h"

namespace skep {
namespace {

std::string name_of(const bpf_map* map) { return bpf_map__name(map); }

std::string type_text(std::uint32_t type) {
  const char* name = libbpf_bpf_map_type_str(static_cast<bpf_map_type>(type));
  return name != nullptr ? name : fmt::format("type {}", type);
}

// Return "max_entries is 1, not 8"; empty when both are the same.
std::string difference(std::string_view field, const std::string& found,
                       const std::string& wanted) {
  if (found == wanted) return {};
  return fmt::format("its {} is {}, not {}", field, found, wanted);
}

std::string difference(std::string_view field, std::uint32_t found,
                       std::uint32_t wanted) {
  return difference(field, std::to_string(found), std::to_string(wanted));
}

// Return in what a map of the kernel differs from the one that the object
// declares; empty when it can stand in for it.
std::string differences(const bpf_map* map, const bpf_map_info& info) {
  std::vector<std::string> found{
      difference("type", type_text(info.type), type_text(bpf_map__type(map))),
      difference("key size", info.key_size, bpf_map__key_size(map)),
      difference("value size", info.value_size, bpf_map__value_size(map))};
  // 0 leaves the number to whoever creates the map.
  if (const auto wanted = bpf_map__max_entries(map); wanted != 0)
    found.push_back(difference("max_entries", info.max_entries, wanted));
  std::erase(found, "");
  return join(found, "; ");
}

void check_same_shape(const bpf_map* map, const Fd& fd,
                      const std::string& what) {
  const std::string found = differences(map, info_of<bpf_map_info>(fd));
  if (!found.empty())
    throw failure("{} can't stand in for the map '{}': {}", what, name_of(map),
                  found);
}

struct FindMap {
  const std::vector<bpf_map*>& maps;

  std::size_t operator()(std::uint32_t index) const {
    if (index < maps.size()) return index;
    throw failure("the object has no map with the index {}", index)
        .with_hint(fmt::format("it has {} maps; the first has the index 0",
                               maps.size()));
  }
  std::size_t operator()(const std::string& name) const {
    for (std::size_t i = 0; i < maps.size(); ++i)
      if (name_of(maps[i]) == name) return i;
    throw failure("the object has no map '{}'", name);
  }
};

void reuse(bpf_map* map, const MapRef& ref) {
  const Fd fd = open_map(ref, true);
  const auto info = info_of<bpf_map_info>(fd);
  check_same_shape(map, fd, fmt::format("map {}", info.id));
  const std::string name = name_of(map);
  check(bpf_map__reuse_fd(map, fd.get()), "can't reuse map {} as '{}'", info.id,
        name);
}

}  // namespace

void find_unknown_maps(const BpfObject& object,
                       std::span<const MapReuse> reuses,
                       UnknownNames& unknown) {
  const std::vector<std::string> names = names_of_maps(object);
  for (const MapReuse& reuse : reuses) {
    const auto* name = std::get_if<std::string>(&reuse.map);
    if (name != nullptr && std::ranges::find(names, *name) == names.end())
      unknown.add("map", *name, names);
  }
}

void reuse_maps(const BpfObject& object, std::span<const MapReuse> reuses) {
  const std::vector<bpf_map*> maps{object.maps().begin(), object.maps().end()};
  // All are looked up first: a map that is reused takes the other's name.
  std::vector<std::size_t> places;
  for (const MapReuse& one : reuses) {
    const std::size_t place = std::visit(FindMap{maps}, one.map);
    if (std::find(places.begin(), places.end(), place) != places.end())
      throw usage_error("the map '{}' is replaced twice", name_of(maps[place]));
    places.push_back(place);
  }
  for (std::size_t i = 0; i < reuses.size(); ++i)
    reuse(maps[places[i]], reuses[i].with);
}

void check_maps_pinned_by_name(const BpfObject& object) {
  for (const bpf_map* map : maps_to_create(object)) {
    const char* path = bpf_map__pin_path(map);
    if (path == nullptr) continue;
    if (::access(path, F_OK) != 0)
      check_pin_path(path);
    else
      check_same_shape(map, open_pinned(ObjectKind::map, path),
                       fmt::format("the map pinned at {}", path));
  }
}

void forget_new_pins(const BpfObject& object) {
  for (bpf_map* map : object.maps())
    if (const char* path = bpf_map__pin_path(map);
        path != nullptr && ::access(path, F_OK) != 0)
      check(bpf_map__set_pin_path(map, nullptr), "can't use map '{}'",
            bpf_map__name(map));
}

}  // namespace skep
