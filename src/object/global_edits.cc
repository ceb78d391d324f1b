#include "src/object/global_edits.h"

#include <utility>
#include <vector>

#include "src/btf/declare.h"
#include "src/object/kconfig.h"
#include "src/sys/error.h"
#include "src/sys/file.h"

namespace skep {
namespace {

// The name in a place, for messages: "grid" of "grid[1].x".
std::string name_in(const std::string& place) {
  const bool has_section = place.starts_with('.');
  return place.substr(
      0, place.find_first_of(".[", has_section ? place.find('/') : 0));
}

std::string context_of(const Assignment& assignment) {
  const std::string from =
      assignment.origin.empty() ? "" : assignment.origin + ": ";
  return fmt::format("{}can't set '{}'", from, assignment.place);
}

void set_initial_value(bpf_map* map, const std::string& section,
                       const Bytes& bytes) {
  if (bpf_map__fd(map) >= 0)
    throw failure("can't set variables in {}: another map stands in for it",
                  section);
  check(bpf_map__set_initial_value(map, bytes.data(), bytes.size()),
        "can't set variables in {}", section);
}

}  // namespace

void find_unknown_variables(const Globals& globals,
                            std::span<const Assignment> assignments,
                            UnknownNames& unknown) {
  for (const Assignment& assignment : assignments)
    if (!globals.find(assignment.place))
      unknown.add("variable", name_in(assignment.place), globals.names());
}

GlobalEdits::GlobalEdits(const Globals& globals,
                         std::span<const Assignment> assignments)
    : globals_(globals) {
  for (const Assignment& assignment : assignments) assign(assignment);
}

// Say of which assignment an error is, and if nothing better is known, how the
// variable is declared.
Error GlobalEdits::told(const Error& error,
                        const Assignment& assignment) const {
  Error placed = error.in(context_of(assignment));
  if (error.kind() != ErrorKind::usage || !error.hint().empty()) return placed;
  const GlobalVariable& variable = *globals_.find(assignment.place)->variable;
  return placed.with_hint(
      "it is declared as " +
      btf::declare(globals_.types(), variable.place.type, variable.name));
}

btf::ValueEdits& GlobalEdits::edits_of(std::size_t section) {
  const auto found = edits_.find(section);
  if (found != edits_.end()) return found->second;
  const ByteView initial = globals_.sections()[section].initial;
  btf::ValueEdits edits{globals_.types(), {initial.begin(), initial.end()}};
  return edits_.emplace(section, std::move(edits)).first->second;
}

void GlobalEdits::assign(const Assignment& assignment) try {
  const auto found = globals_.find(assignment.place);
  if (!found) throw failure("the object has no such variable");
  const auto& [variable, path] = *found;
  if (globals_.sections()[variable->section].is_kconfig())
    return assign_kconfig(assignment, *found);
  btf::ValueEdits& edits = edits_of(variable->section);
  if (assignment.file)
    edits.assign(variable->place, path, read_file(*assignment.file));
  else
    edits.assign(variable->place, path, assignment.value);
} catch (const Error& error) {
  throw told(error, assignment);
}

void GlobalEdits::assign_kconfig(const Assignment& assignment,
                                 const FoundVariable& found) {
  const GlobalVariable& variable = *found.variable;
  if (!variable.name.starts_with("CONFIG_"))
    throw usage_error("libbpf finds it out by itself");
  if (!found.path.empty() || assignment.file)
    throw usage_error("a value of .config is given as a whole, and no file");
  edits_of(variable.section)
      .assign(variable.place, "",
              from_kconfig_word(globals_.types(), variable.place.type,
                                assignment.value));
}

std::string GlobalEdits::kconfig() const {
  std::string text;
  for (const GlobalVariable& variable : globals_.variables()) {
    const auto edits = edits_.find(variable.section);
    if (globals_.sections()[variable.section].is_kconfig() &&
        edits != edits_.end() && edits->second.is_given(variable.place))
      text += kconfig_line(variable, edits->second.bytes());
  }
  return text;
}

std::string GlobalEdits::kconfig_line(const GlobalVariable& variable,
                                      ByteView value) const try {
  const btf::BtfView types = globals_.types();
  const auto& [type, byte, bit, bits] = variable.place;
  const auto size = types.resolve_size(type).value_or(0);
  return fmt::format("{}={}\n", variable.name,
                     kconfig_text(types, type, value.subspan(byte, size)));
} catch (const Error& error) {
  throw error.in(fmt::format("can't set '{}'", variable.name));
}

void GlobalEdits::apply(const BpfObject& object) const {
  const std::vector<bpf_map*> maps{object.maps().begin(), object.maps().end()};
  for (const auto& [index, edits] : edits_) {
    const GlobalSection& section = globals_.sections()[index];
    if (!section.is_kconfig())
      set_initial_value(maps.at(section.map), section.name, edits.bytes());
  }
}

}  // namespace skep
