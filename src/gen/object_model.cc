#include "src/gen/object_model.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>
#include <utility>

#include "src/btf/parts.h"
#include "src/gen/finite_types.h"
#include "src/gen/names.h"
#include "src/gen/struct_ops_model.h"
#include "src/gen/type_shape.h"
#include "src/object/initial_value.h"
#include "src/sys/log.h"

namespace skep::gen {
namespace {

constexpr std::string_view arena_section = ".addr_space.1";

// libbpf calls the map of a section as the section, behind a part of the
// object's name for the sections that every object has.
std::string_view section_of(const bpf_map* map) {
  const std::string_view name = bpf_map__name(map);
  const auto dot = name.find('.');
  return dot == std::string_view::npos ? name : name.substr(dot);
}

// Is it a section of global variables? Others are libbpf's own affair.
bool is_data_section(std::string_view section) {
  static constexpr auto kinds =
      std::to_array<std::string_view>({".data", ".rodata", ".bss", ".kconfig"});
  return std::any_of(kinds.begin(), kinds.end(), [section](auto kind) {
    return section.starts_with(kind);
  });
}

bool is_mapped_section(const bpf_map* map) {
  return bpf_map__is_internal(map) &&
         (bpf_map__map_flags(map) & BPF_F_MMAPABLE) != 0;
}

bool is_arena_with_variables(const bpf_map* map) {
  return bpf_map__type(map) == BPF_MAP_TYPE_ARENA &&
         !initial_value(map).empty();
}

// Of a variable that BTF can't describe, such as an _Atomic one, the section
// knows how many bytes it takes.
Variable read_variable(btf::BtfView types, TypeShapes& shapes,
                       const btf::SectionVariable& place) {
  const btf_type* variable = types.type(place.type);
  const auto size = types.resolve_size(variable->type);
  const bool is_known = size && shapes.can_describe(variable->type);
  return {.name = std::string{types.name(*variable)},
          .identifier = {},
          .type = is_known ? variable->type : btf::void_id,
          .offset = place.offset,
          .size = is_known ? *size : place.size};
}

bool is_static(const btf_type& variable) {
  return btf_var(&variable)->linkage == BTF_VAR_STATIC;
}

std::vector<Variable> read_variables(btf::BtfView types,
                                     const std::string& section) {
  std::vector<Variable> variables;
  const auto id = types.find(section, BTF_KIND_DATASEC);
  if (!id) return variables;
  TypeShapes shapes{types};
  for (const auto& place : btf::variables_of(*types.type(*id))) {
    const btf_type* variable = types.type(place.type);
    if (variable != nullptr && btf_is_var(variable) && !is_static(*variable))
      variables.push_back(read_variable(types, shapes, place));
  }
  // A variable of no bytes comes before its neighbour.
  std::sort(variables.begin(), variables.end(),
            [](const Variable& a, const Variable& b) {
              return std::tie(a.offset, a.size) < std::tie(b.offset, b.size);
            });
  NameSet names;
  for (Variable& variable : variables)
    variable.identifier = names.add(c_identifier(variable.name));
  return variables;
}

std::optional<DataSection> read_data(const ObjectModel& model,
                                     const bpf_map* map, NameSet& sections) {
  const bool is_arena = is_arena_with_variables(map);
  if (!is_arena && !is_mapped_section(map)) return std::nullopt;
  DataSection data;
  data.name = is_arena ? arena_section : section_of(map);
  data.identifier =
      sections.add(is_arena ? "arena" : c_identifier(data.name.substr(1)));
  if (model.types) data.variables = read_variables(*model.types, data.name);
  // What the kernel is configured like is known only when it is loaded.
  if (data.name != ".kconfig") data.initial = initial_value(map);
  return data;
}

std::optional<StructOps> read_ops(const ObjectModel& model,
                                  const bpf_map* map) {
  if (!model.types || bpf_map__type(map) != BPF_MAP_TYPE_STRUCT_OPS)
    return std::nullopt;
  return read_struct_ops(*model.types, bpf_map__btf_value_type_id(map));
}

MapShape read_shape(const bpf_map* map) {
  return {.type = bpf_map__type(map),
          .key_size = bpf_map__key_size(map),
          .value_size = bpf_map__value_size(map),
          .max_entries = bpf_map__max_entries(map),
          .flags = bpf_map__map_flags(map),
          .key_type = bpf_map__btf_key_type_id(map),
          .value_type = bpf_map__btf_value_type_id(map)};
}

std::optional<MapShape> read_inner(bpf_map* map) {
  const bpf_map* inner = bpf_map__inner_map(map);
  if (inner == nullptr) return std::nullopt;
  return read_shape(inner);
}

// Maps that users defined keep their names; sections make way for them.
void name_maps(const std::vector<const bpf_map*>& maps, ObjectModel& model) {
  NameSet names;
  for (std::size_t i = 0; i < maps.size(); ++i)
    if (!bpf_map__is_internal(maps[i]))
      model.maps[i].identifier = names.add(c_identifier(model.maps[i].name));
  for (std::size_t i = 0; i < maps.size(); ++i)
    if (bpf_map__is_internal(maps[i]))
      model.maps[i].identifier =
          names.add(c_identifier(section_of(maps[i]).substr(1)));
}

MapModel read_map(const ObjectModel& model, bpf_map* map, NameSet& sections) {
  const bool is_internal = bpf_map__is_internal(map);
  return {.name = bpf_map__name(map),
          .identifier = {},
          .section = std::string{is_internal ? section_of(map) : ""},
          .shape = read_shape(map),
          .inner = read_inner(map),
          .data = read_data(model, map, sections),
          .struct_ops = read_ops(model, map)};
}

void read_maps(const BpfObject& object, ObjectModel& model) {
  NameSet sections;
  std::vector<const bpf_map*> maps;
  for (bpf_map* map : object.maps()) {
    if (bpf_map__is_internal(map) && !is_data_section(section_of(map))) {
      log::warn("map {} is left out: it is no section of global variables",
                bpf_map__name(map));
      continue;
    }
    maps.push_back(map);
    model.maps.push_back(read_map(model, map, sections));
  }
  name_maps(maps, model);
}

void read_programs(const BpfObject& object, ObjectModel& model) {
  NameSet names;
  for (const bpf_program* program : object.programs()) {
    const std::string name = bpf_program__name(program);
    model.programs.push_back(
        {.name = name,
         .identifier = names.add(c_identifier(name)),
         .section = bpf_program__section_name(program),
         .is_optional = !bpf_program__autoload(program),
         .type = bpf_program__type(program),
         .attach_type = bpf_program__expected_attach_type(program)});
  }
}

}  // namespace

bool ObjectModel::has_struct_ops() const {
  return std::any_of(maps.begin(), maps.end(), [](const MapModel& map) {
    return map.struct_ops.has_value();
  });
}

ObjectModel read_object_model(const BpfObject& object, std::string object_name,
                              ByteView elf) {
  ObjectModel model;
  model.name = std::move(object_name);
  if (object.type_info() != nullptr) {
    model.types = btf::BtfView{object.type_info()};
    check_types_are_finite(*model.types);
  }
  model.elf = elf;
  read_maps(object, model);
  read_programs(object, model);
  return model;
}

}  // namespace skep::gen
