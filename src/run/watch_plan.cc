#include "src/run/watch_plan.h"

#include <optional>
#include <utility>

#include "src/btf/named_type.h"
#include "src/map/map_type.h"
#include "src/object/globals.h"
#include "src/object/map_size.h"
#include "src/run/event_type.h"
#include "src/run/object_map.h"
#include "src/run/tail.h"
#include "src/run/watch_changes.h"
#include "src/run/watch_trace.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep {
namespace {

using btf::BtfView;
using btf::TypeId;

std::string with_hint(std::string message, const std::string& hint) {
  return hint.empty() ? message : message + " (" + hint + ")";
}

std::optional<std::string> complaint_about(const BpfObject& object,
                                           const TailRequest& tail) {
  const bpf_map* map = object.find_map(tail.map);
  if (map == nullptr)
    return with_hint(fmt::format("the object has no map '{}'", tail.map),
                     did_you_mean(tail.map, names_of_maps(object)));
  if (!has_events(map))
    return fmt::format("map '{}' has no events to read: its type is {}{}",
                       tail.map, map::type_label(bpf_map__type(map)),
                       bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF
                           ? ", and new records overwrite old ones"
                           : "");
  if (tail.type.empty()) return std::nullopt;
  if (object.type_info() == nullptr)
    return fmt::format("the object has no BTF, and so no type '{}'", tail.type);
  const BtfView types{object.type_info()};
  if (btf::find_named(types, tail.type)) return std::nullopt;
  const std::string close = did_you_mean(tail.type, btf::names_of_types(types));
  return with_hint(fmt::format("the object has no type '{}'", tail.type),
                   close.empty()
                       ? "a compiler keeps only the types of functions and "
                         "variables: add a variable, `struct NAME *unused;`"
                       : close);
}

// A variable, or a part of one, and where it is.
struct FoundPart {
  const bpf_map* section;
  btf::Target place;
};

const bpf_map* map_at(const BpfObject& object, std::size_t place) {
  for (bpf_map* map : object.maps())
    if (place-- == 0) return map;
  return nullptr;
}

// Errors: nullopt when there is none; Error when several have the name.
std::optional<FoundPart> find_part(const BpfObject& object,
                                   const std::string& place) {
  if (object.type_info() == nullptr) return std::nullopt;
  const Globals globals{BtfView{object.type_info()}, sections_of(object)};
  const auto found = globals.find(place);
  if (!found) return std::nullopt;
  std::string_view path = found->path;
  if (path.starts_with('.')) path.remove_prefix(1);
  const auto part =
      btf::find_member(globals.types(), found->variable->place, path);
  if (!part) return std::nullopt;
  const GlobalSection& section = globals.sections()[found->variable->section];
  return FoundPart{map_at(object, section.map), *part};
}

std::vector<std::string> names_to_watch(const BpfObject& object) {
  std::vector<std::string> names = names_of_maps(object);
  if (object.type_info() == nullptr) return names;
  const Globals globals{BtfView{object.type_info()}, sections_of(object)};
  for (std::string& name : globals.names()) names.push_back(std::move(name));
  return names;
}

std::optional<std::string> complaint_about_map(const bpf_map* map) {
  const std::uint32_t type = bpf_map__type(map);
  const std::string_view instead = map::instead_of_listing(type);
  if (instead.empty()) return std::nullopt;
  return fmt::format("map '{}' can't be watched: its type is {}",
                     bpf_map__name(map), map::type_label(type));
}

std::optional<std::string> complaint_about(const BpfObject& object,
                                           const std::string& watched) {
  if (const bpf_map* map = object.find_map(watched))
    return complaint_about_map(map);
  try {
    const auto part = find_part(object, watched);
    if (!part)
      return with_hint(
          fmt::format("the object has no map or variable '{}'", watched),
          did_you_mean(watched, names_to_watch(object)));
    if (part->place.bitfield_size == 0) return std::nullopt;
    return fmt::format("'{}' is a bitfield: watch what it is part of", watched);
  } catch (const Error& error) {
    return with_hint(error.what(), error.hint());
  }
}

// The object's BTF, of which each source has its own copy.
map::ElementTypes types_of(const BpfObject& object, TypeId value) {
  std::uint32_t size = 0;
  const auto* raw =
      static_cast<const Byte*>(btf__raw_data(object.type_info(), &size));
  if (raw == nullptr) throw failure("can't copy the BTF of the object");
  return {btf::Btf::from_bytes({raw, size}), btf::void_id, value};
}

// The variable that a tag, btf_decl_tag("lost:MAP"), calls the number of events
// that found no room.
std::optional<LiveVariable> find_lost_count(const BpfObject& object,
                                            const std::string& map) {
  if (object.type_info() == nullptr) return std::nullopt;
  const Globals globals{BtfView{object.type_info()}, sections_of(object)};
  for (const GlobalVariable& variable : globals.variables()) {
    if (tag_of(globals.types(), variable.name, "lost:") != map) continue;
    const GlobalSection& section = globals.sections()[variable.section];
    const auto size = globals.types().resolve_size(variable.place.type);
    return LiveVariable{map_at(object, section.map), variable.place.byte,
                        size.value_or(0)};
  }
  return std::nullopt;
}

std::unique_ptr<Watched> open_tail(const BpfObject& object,
                                   const TailRequest& request,
                                   const std::shared_ptr<TailTurn>& turn) {
  const bpf_map* map = object.find_map(request.map);
  std::optional<TypeId> type;
  if (request.type.empty())
    type = find_event_type(object, map);
  else
    type = btf::find_named(BtfView{object.type_info()}, request.type);
  std::optional<map::ElementTypes> types;
  if (type) types = types_of(object, *type);
  return std::make_unique<Tail>(request.map, map_of(map), std::move(types),
                                find_lost_count(object, request.map), turn);
}

std::unique_ptr<Watched> open_change(const BpfObject& object,
                                     const std::string& name,
                                     std::chrono::milliseconds interval) {
  if (const bpf_map* map = object.find_map(name))
    return watch_map(name, map_of(map), interval);
  const auto part = find_part(object, name);
  if (!part) throw failure("the object has no map or variable '{}'", name);
  const auto size =
      BtfView{object.type_info()}.resolve_size(part->place.type).value_or(0);
  return watch_variable(name, {part->section, part->place.byte, size},
                        types_of(object, part->place.type), interval);
}

// Return the name by which a type is found again; empty if there is none.
std::string name_of(BtfView types, TypeId id) {
  std::string name{types.name(*types.type(id))};
  return btf::find_named(types, name) == id ? name : std::string{};
}

}  // namespace

WatchOptions obvious_watches(const BpfObject& object) {
  WatchOptions options;
  for (const bpf_map* map : object.maps()) {
    if (!has_events(map) || !bpf_map__autocreate(map)) continue;
    if (const auto type = find_event_type(object, map))
      options.tails.push_back(
          {.map = bpf_map__name(map),
           .type = name_of(BtfView{object.type_info()}, *type)});
  }
  return options;
}

std::vector<std::string> check_watches(const BpfObject& object,
                                       const WatchOptions& options) {
  std::vector<std::string> complaints;
  const auto add = [&](std::optional<std::string> complaint) {
    if (complaint) complaints.push_back(*std::move(complaint));
  };
  for (const TailRequest& tail : options.tails)
    add(complaint_about(object, tail));
  for (const std::string& watched : options.watched)
    add(complaint_about(object, watched));
  return complaints;
}

std::vector<std::unique_ptr<Watched>> open_watches(
    const LoadedObject& object, const WatchOptions& options) {
  std::vector<std::unique_ptr<Watched>> sources;
  const auto turn = std::make_shared<TailTurn>();
  turn->are_several = options.tails.size() > 1;
  for (const TailRequest& tail : options.tails)
    sources.push_back(open_tail(object.object(), tail, turn));
  for (const std::string& watched : options.watched)
    sources.push_back(open_change(object.object(), watched, options.interval));
  if (options.shows_trace) sources.push_back(watch_trace(object));
  return sources;
}

}  // namespace skep
