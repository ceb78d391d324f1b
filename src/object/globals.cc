#include "src/object/globals.h"

#include <algorithm>
#include <utility>

#include "src/btf/parts.h"
#include "src/object/initial_value.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep {
namespace {

// Return what stands behind the variable's name in a place, ".x" of "unit.x";
// nullopt if the place does not begin with that name.
std::optional<std::string_view> path_behind(std::string_view place,
                                            std::string_view section,
                                            std::string_view name) {
  if (place.starts_with(section) &&
      place.substr(section.size()).starts_with('/'))
    place.remove_prefix(section.size() + 1);
  if (!place.starts_with(name)) return std::nullopt;
  place.remove_prefix(name.size());
  if (!place.empty() && place[0] != '.' && place[0] != '[') return std::nullopt;
  return place;
}

// The DATASEC of a map; void if BTF has none. An arena's value is no section.
btf::TypeId datasec_of(btf::BtfView types, const bpf_map* map) {
  if (bpf_map__type(map) == BPF_MAP_TYPE_ARENA)
    return types.find(".addr_space.1", BTF_KIND_DATASEC).value_or(btf::void_id);
  return bpf_map__is_internal(map) ? bpf_map__btf_value_type_id(map)
                                   : btf::void_id;
}

}  // namespace

std::vector<GlobalSection> sections_of(const BpfObject& object) {
  std::vector<GlobalSection> sections;
  if (object.type_info() == nullptr) return sections;
  const btf::BtfView types{object.type_info()};
  std::size_t index = 0;
  for (const bpf_map* map : object.maps()) {
    const std::size_t place = index++;
    const btf::TypeId id = datasec_of(types, map);
    const btf_type* type = types.type(id);
    const ByteView initial = initial_value(map);
    if (type == nullptr || !btf_is_datasec(type) || initial.empty()) continue;
    sections.push_back({.name = std::string{types.name(*type)},
                        .type = id,
                        .map = place,
                        .initial = initial});
  }
  return sections;
}

Globals::Globals(btf::BtfView types, std::vector<GlobalSection> sections)
    : types_(types), sections_(std::move(sections)) {
  for (std::size_t i = 0; i < sections_.size(); ++i) {
    for (const auto& place :
         btf::variables_of(*types_.type(sections_[i].type))) {
      const btf_type* type = types_.type(place.type);
      if (type == nullptr || !btf_is_var(type)) continue;
      variables_.push_back(
          {.name = std::string{types_.name(*type)},
           .section = i,
           .place = {.type = type->type, .byte = place.offset},
           .is_static = btf_var(type)->linkage == BTF_VAR_STATIC});
    }
  }
}

std::vector<std::string> Globals::names() const {
  std::vector<std::string> names;
  for (const GlobalVariable& variable : variables_)
    names.push_back(variable.name);
  return names;
}

std::optional<FoundVariable> Globals::find(std::string_view place) const {
  std::vector<FoundVariable> found;
  for (const GlobalVariable& variable : variables_) {
    const auto path =
        path_behind(place, sections_[variable.section].name, variable.name);
    const bool is_longer =
        found.empty() || variable.name.size() > found[0].variable->name.size();
    if (!path ||
        (!is_longer && variable.name.size() < found[0].variable->name.size()))
      continue;
    if (is_longer) found.clear();
    found.push_back({&variable, std::string{*path}});
  }
  if (found.size() > 1) throw_ambiguous(found);
  if (found.empty()) return std::nullopt;
  return found[0];
}

void Globals::throw_ambiguous(const std::vector<FoundVariable>& found) const {
  std::vector<std::string> names;
  for (const auto& [variable, path] : found)
    names.push_back(sections_[variable->section].name + "/" + variable->name);
  throw failure("the object has several variables '{}'",
                found[0].variable->name)
      .with_hint("name the section too: " + join(names, " or "));
}

}  // namespace skep
