#include "commands/run/object_names.h"

#include "src/btf/declare.h"
#include "src/object/bpf_object.h"
#include "src/object/globals.h"
#include "src/sys/error.h"
#include "src/sys/log.h"

namespace skep::commands {
namespace {

using cli::Candidates;

// Collect candidates from the object at `path`; whatever is wrong with it will
// be told when it is run.
template <typename F>
Candidates collect(const std::string& path, F&& add) try {
  Candidates candidates;
  const HeldDiagnostics silence;
  const BpfObject object = BpfObject::open_file(path, {.any_byte_order = true});
  add(object, candidates);
  return candidates;
} catch (const Error&) {
  return {};
}

std::string object_in(const std::vector<std::string>& words) {
  return words.empty() ? "" : words.front();
}

void add_programs(const BpfObject& object, Candidates& candidates) {
  for (const bpf_program* prog : object.programs())
    candidates.push_back(
        {bpf_program__name(prog), bpf_program__section_name(prog)});
}

void add_maps(const BpfObject& object, Candidates& candidates) {
  for (const bpf_map* map : object.maps())
    if (!bpf_map__is_internal(map))
      candidates.push_back({bpf_map__name(map), "map"});
}

void add_variables(const BpfObject& object, std::string_view end,
                   Candidates& candidates) {
  if (object.type_info() == nullptr) return;
  const Globals globals{btf::BtfView{object.type_info()}, sections_of(object)};
  for (const GlobalVariable& variable : globals.variables())
    candidates.push_back(
        {variable.name + std::string{end},
         btf::declare(globals.types(), variable.place.type, variable.name)});
}

}  // namespace

Candidates program_candidates(const std::string& path) {
  return collect(path, add_programs);
}

Candidates program_values(const std::vector<std::string>& words) {
  return collect(object_in(words), add_programs);
}

Candidates map_values(const std::vector<std::string>& words) {
  return collect(object_in(words), add_maps);
}

Candidates state_values(const std::vector<std::string>& words) {
  return collect(object_in(words),
                 [](const BpfObject& object, Candidates& candidates) {
                   add_variables(object, "", candidates);
                   add_maps(object, candidates);
                 });
}

OptionValueSource object_values(std::string_view option) {
  if (option == "--only") return program_values;
  if (option == "--map-size") return map_values;
  if (option != "--set") return {};
  return [](const std::vector<std::string>& words) {
    return collect(object_in(words),
                   [](const BpfObject& object, Candidates& candidates) {
                     add_variables(object, "=", candidates);
                   });
  };
}

}  // namespace skep::commands
