#include "src/gen/light_skeleton.h"

#include <string>
#include <string_view>
#include <vector>

#include "src/gen/c_functions.h"
#include "src/gen/c_layout.h"
#include "src/gen/c_parts.h"
#include "src/gen/code.h"
#include "src/gen/light_attach.h"
#include "src/gen/light_functions.h"
#include "src/gen/names.h"
#include "src/gen/spelling.h"

namespace skep::gen {
namespace {

constexpr std::string_view includes = R"(
#ifndef __KERNEL__
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#endif
#include <bpf/skel_internal.h>
)";

std::vector<std::string> map_names(const ObjectModel& model) {
  std::vector<std::string> names;
  for (const MapModel& map : model.maps) names.push_back(map.identifier);
  return names;
}

// The loader knows the programs that it loads by their places: the optional
// ones, which it doesn't, stand behind them.
std::vector<std::string> program_names(const ObjectModel& model) {
  std::vector<std::string> names;
  for (const bool is_optional : {false, true})
    for (const ProgramModel& program : model.programs)
      if (program.is_optional == is_optional)
        names.push_back(program.identifier);
  return names;
}

std::vector<std::string> link_names(const ObjectModel& model) {
  std::vector<std::string> names;
  for (const ProgramModel& program : model.programs)
    names.push_back(program.identifier + "_fd");
  return names;
}

void add_struct(Code& code, const ObjectModel& model, const LightModel& light,
                CLayout& layout, const Spelling& spelling) {
  code.add("\n\nstruct $T {\n\tstruct bpf_loader_ctx ctx;\n");
  add_group(code, spelling, "struct bpf_map_desc ", "maps", map_names(model));
  add_group(code, spelling, "struct bpf_prog_desc ", "progs",
            program_names(model));
  add_group(code, spelling, "int ", "links", link_names(model));
  if (light.signature) code.add("\t__s32 keyring_id;\n");
  for (const MapModel& map : model.maps)
    if (map.data) code.add_raw(layout.section(*map.data));
  code.add("};\n");
}

}  // namespace

std::string emit_light_skeleton(const ObjectModel& model,
                                const LightModel& light, CLayout::Types types) {
  const std::string prefix = upper_case(model.name) + "_SKEL";
  const Spelling spelling{prefix};
  CLayout layout{model, spelling, types};
  Code body{
      {{'N', model.name}, {'T', spelling.word(model.name)}, {'G', prefix}}};
  body.add(types_start);
  add_types(body, layout, types);
  add_struct(body, model, light, layout, spelling);
  body.add(types_end);
  add_light_attachment(body, model, spelling);
  add_light_life_cycle(body, model, light, spelling);
  add_assertions(body, model, spelling);
  return complete_header(body, spelling, includes);
}

}  // namespace skep::gen
