#include "src/gen/cpp_groups.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <functional>

#include "src/gen/cpp_handles.h"
#include "src/gen/literal.h"
#include "src/gen/names.h"

namespace skep::gen {
namespace {

// The variables end there; the section may have more bytes.
std::uint64_t data_size(const MapModel& map) {
  std::uint64_t end = 0;
  if (map.data)
    for (const Variable& variable : map.data->variables)
      end = std::max(end, std::uint64_t{variable.offset} + variable.size);
  return end;
}

std::string map_facts(const MapModel& map) {
  return fmt::format(
      "\t{{{}, {}, {}}},\n",
      string_literal(map.section.empty() ? map.name : map.section),
      string_literal(map.identifier), data_size(map));
}

std::string program_facts(const ProgramModel& program) {
  return fmt::format("\t{{{}, {}, {}}},\n", string_literal(program.name),
                     string_literal(program.identifier), has_target(program));
}

// An std::array takes two braces, unless it has no elements.
template <typename Range, typename Text>
std::string array_of(const Range& range, Text text) {
  if (range.empty()) return "{}";
  std::string elements;
  for (const auto& element : range) elements += text(element);
  return "{{\n" + elements + "}}";
}

// A group is an aggregate: its members may have the name of the type.
struct GroupMember {
  std::string type;
  std::string name;
  std::string value;  // made of `parts`
};

std::string group(std::string_view name, std::string_view comment,
                  const std::vector<GroupMember>& members) {
  std::string fields;
  std::string values;
  for (const GroupMember& member : members) {
    fields += fmt::format("\t{} {};\n", member.type, member.name);
    values += fmt::format("\t\t{},\n", member.value);
  }
  return fmt::format(
      "\n// {1}\nstruct {0} {{\n{2}}};\n"
      "inline {0} make_{0}({4}) noexcept {{\n\treturn {{\n{3}\t}};\n}}\n",
      name, comment, fields, values,
      members.empty() ? "const parts&" : "const parts& from");
}

template <typename Range>
std::vector<GroupMember> members_of(
    const Range& range,
    const std::function<GroupMember(const typename Range::value_type&,
                                    std::size_t)>& describe) {
  std::vector<GroupMember> members;
  for (std::size_t i = 0; i < range.size(); ++i) {
    GroupMember member = describe(range[i], i);
    if (member.name.empty()) continue;
    member.name = cpp_identifier(member.name);
    members.push_back(std::move(member));
  }
  return members;
}

}  // namespace

bool has_variables(const MapModel& map) {
  return map.data && !map.data->variables.empty();
}

void add_facts(Code& code, const ObjectModel& model) {
  code.add_raw(fmt::format(
      "namespace detail {{\n\nusing parts = {}::object_parts<{}, {}>;\n"
      "inline constexpr parts::facts facts{{\n{},\n{},\n{}}};\n",
      code.expand("$S"), model.maps.size(), model.programs.size(),
      string_literal(model.name), array_of(model.maps, map_facts),
      array_of(model.programs, program_facts)));
}

void add_groups(Code& code, const ObjectModel& model,
                const std::vector<std::string>& handles) {
  const std::string support = code.expand("$S");
  const auto map = [](std::size_t i) { return fmt::format("from.map({})", i); };
  const auto program = [](std::size_t i) {
    return fmt::format("from.program({})", i);
  };
  code.add_raw(group(
      "opened_maps", "Maps that can be configured.",
      members_of(model.maps, [&](const MapModel& m, std::size_t i) {
        return GroupMember{support + "::opened_map", m.identifier, map(i)};
      })));
  code.add_raw(group(
      "live_maps", "Maps with their elements.",
      members_of(model.maps, [&](const MapModel& m, std::size_t i) {
        const std::string value =
            m.struct_ops ? fmt::format("{{{}, from.owner()}}", map(i)) : map(i);
        return GroupMember{handles[i], m.identifier, value};
      })));
  code.add_raw(group(
      "opened_programs", "Programs that can be configured.",
      members_of(model.programs, [&](const ProgramModel& p, std::size_t i) {
        return GroupMember{support + "::opened_program", p.identifier,
                           program(i)};
      })));
  code.add_raw(group(
      "live_programs", "Loaded programs, with the hooks of their types.",
      members_of(model.programs, [&](const ProgramModel& p, std::size_t i) {
        return GroupMember{program_handle(p, support), p.identifier,
                           fmt::format("{{{}, from.owner()}}", program(i))};
      })));
  code.add_raw(group(
      "struct_ops_values", "Values of struct_ops maps, to be changed.",
      members_of(model.maps, [&](const MapModel& m, std::size_t i) {
        if (!m.struct_ops) return GroupMember{};
        const std::string type = code.expand("struct ::$N::shadows::" +
                                             cpp_identifier(m.identifier));
        return GroupMember{
            type + "*", m.identifier,
            fmt::format("static_cast<{}*>(from.data({}))", type, i)};
      })));
  code.add_raw("\n}  // namespace detail\n");
}

}  // namespace skep::gen
