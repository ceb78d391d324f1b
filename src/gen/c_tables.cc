#include "src/gen/c_tables.h"

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "src/gen/literal.h"
#include "src/sys/text.h"

namespace skep::gen {
namespace {

std::size_t variable_count(const ObjectModel& model) {
  std::size_t count = 0;
  for (const MapModel& map : model.maps)
    if (map.data) count += map.data->variables.size();
  return count;
}

// In the object that a part ends up in, maps of sections have another name; by
// that of the section they are found in any.
const std::string& lookup_name(const MapModel& map, SkeletonKind kind) {
  const bool is_section = kind == SkeletonKind::part && !map.section.empty();
  return is_section ? map.section : map.name;
}

void add_map(Code& code, const MapModel& map, std::size_t index,
             const Spelling& spelling, SkeletonKind kind) {
  const std::string name = spelling.word(map.identifier);
  code.add_raw(
      fmt::format("\n\tmap = (struct bpf_map_skeleton *)((char *)s->maps + "
                  "{} * s->map_skel_sz);\n"
                  "\tmap->name = {};\n"
                  "\tmap->map = &obj->maps.{};\n",
                  index, string_literal(lookup_name(map, kind)), name));
  if (kind == SkeletonKind::part) return;
  if (map.data)
    code.add_raw(fmt::format("\tmap->mmaped = (void **)&obj->{};\n",
                             spelling.word(map.data->identifier)));
  if (!map.struct_ops) return;
  code.add("#ifdef $G_HAS_MAP_LINKS\n");
  code.add_raw(fmt::format("\tmap->link = &obj->links.{};\n", name));
  code.add("#endif\n");
}

// libbpf before 1.5 knows no links of maps, and steps from map to map by the
// size that their records have without: only who needs the link asks for more.
std::string_view map_record_size(const ObjectModel& model, SkeletonKind kind) {
  if (model.has_struct_ops() && kind == SkeletonKind::whole)
    return "sizeof(*s->maps)";
  return "offsetof(struct bpf_map_skeleton, mmaped) + sizeof(void *)";
}

void add_maps(Code& code, const ObjectModel& model, const Spelling& spelling,
              SkeletonKind kind) {
  if (model.maps.empty()) return;
  code.add_raw(fmt::format("\n\ts->map_cnt = {};\n\ts->map_skel_sz = {};\n",
                           model.maps.size(), map_record_size(model, kind)));
  for (std::size_t i = 0; i < model.maps.size(); ++i)
    add_map(code, model.maps[i], i, spelling, kind);
}

void add_programs(Code& code, const ObjectModel& model,
                  const Spelling& spelling, SkeletonKind kind) {
  if (model.programs.empty()) return;
  code.add_raw(fmt::format(
      "\n\ts->prog_cnt = {};\n\ts->prog_skel_sz = sizeof(*s->progs);\n",
      model.programs.size()));
  for (std::size_t i = 0; i < model.programs.size(); ++i) {
    const std::string name = spelling.word(model.programs[i].identifier);
    code.add_raw(
        fmt::format("\n\ts->progs[{0}].name = {1};\n"
                    "\ts->progs[{0}].prog = &obj->progs.{2};\n",
                    i, string_literal(model.programs[i].name), name));
    if (kind == SkeletonKind::whole)
      code.add_raw(
          fmt::format("\ts->progs[{}].link = &obj->links.{};\n", i, name));
  }
}

void add_variables(Code& code, const ObjectModel& model,
                   const Spelling& spelling) {
  if (variable_count(model) == 0) return;
  code.add_raw(fmt::format(
      "\n\ts->var_cnt = {};\n\ts->var_skel_sz = sizeof(*s->vars);\n",
      variable_count(model)));
  std::size_t index = 0;
  for (const MapModel& map : model.maps) {
    if (!map.data) continue;
    for (const Variable& variable : map.data->variables)
      code.add_raw(fmt::format(
          "\n\ts->vars[{0}].name = {1};\n"
          "\ts->vars[{0}].map = &obj->maps.{2};\n"
          "\ts->vars[{0}].addr = (void **)&obj->{3}.{4};\n",
          index++, string_literal(variable.name), spelling.word(map.identifier),
          spelling.word(map.data->identifier),
          spelling.word(variable.identifier)));
  }
}

}  // namespace

void add_table_allocation(Code& code, const ObjectModel& model,
                          SkeletonKind kind, std::string_view failure) {
  std::vector<std::string> failures;
  const auto add = [&](std::string_view table, std::string_view type,
                       std::size_t count) {
    if (count == 0) return;
    code.add_raw(
        fmt::format("\ts->{0} = (struct {1} *)calloc({2}, sizeof(*s->{0}));\n",
                    table, type, count));
    failures.push_back(fmt::format("!s->{}", table));
  };
  add("maps", "bpf_map_skeleton", model.maps.size());
  add("progs", "bpf_prog_skeleton", model.programs.size());
  if (kind == SkeletonKind::part)
    add("vars", "bpf_var_skeleton", variable_count(model));
  if (failures.empty()) return;
  code.add_raw(
      fmt::format("\tif ({}) {{\n{}\t}}\n", join(failures, " || "), failure));
}

void add_table_entries(Code& code, const ObjectModel& model,
                       const Spelling& spelling, SkeletonKind kind) {
  add_maps(code, model, spelling, kind);
  add_programs(code, model, spelling, kind);
  if (kind == SkeletonKind::part) add_variables(code, model, spelling);
}

}  // namespace skep::gen
