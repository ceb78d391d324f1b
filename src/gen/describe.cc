#include "src/gen/describe.h"

#include <optional>

#include "src/gen/type_text.h"

namespace skep::gen {
namespace {

void describe_program(const ProgramModel& program, Writer& out) {
  const auto object = out.object();
  out.field("name", program.name);
  out.field("identifier", program.identifier);
}

void describe_variable(const Variable& variable, std::optional<TypeText>& types,
                       Writer& out) {
  const auto object = out.object();
  out.field("name", variable.name);
  if (types && variable.type != btf::void_id)
    out.field("declaration", types->declare(variable.type, variable.identifier,
                                            0, Qualifiers::keep));
  out.field("offset", variable.offset);
  out.field("size", variable.size);
}

void describe_section(const DataSection& section,
                      std::optional<TypeText>& types, Writer& out) {
  const auto object = out.object("section");
  out.field("name", section.name);
  out.field("identifier", section.identifier);
  const auto variables = out.list("variables");
  for (const Variable& variable : section.variables)
    describe_variable(variable, types, out);
}

void describe_map(const MapModel& map, std::optional<TypeText>& types,
                  Writer& out) {
  const auto object = out.object();
  out.field("name", map.name);
  out.field("identifier", map.identifier);
  if (map.data) describe_section(*map.data, types, out);
  if (map.struct_ops) out.field("struct_ops", map.struct_ops->type_name);
}

}  // namespace

void describe(const ObjectModel& model, Writer& out) {
  std::optional<TypeText> types;
  if (model.types) types.emplace(*model.types);
  const auto document = out.object();
  out.field("name", model.name);
  {
    const auto programs = out.list("programs");
    for (const ProgramModel& program : model.programs)
      describe_program(program, out);
  }
  const auto maps = out.list("maps");
  for (const MapModel& map : model.maps) describe_map(map, types, out);
}

}  // namespace skep::gen
