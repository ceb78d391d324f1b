#include "src/gen/c_functions.h"

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "src/gen/literal.h"
#include "src/sys/text.h"

namespace skep::gen {
namespace {

// The shadow pointers: what struct_ops values hold can be changed until load.
std::string point_to_struct_ops(const ObjectModel& model,
                                const Spelling& spelling) {
  std::string text;
  for (const MapModel& map : model.maps) {
    if (!map.struct_ops) continue;
    const std::string name = spelling.word(map.identifier);
    text += fmt::format(
        "\tobj->struct_ops.{0} = (__typeof__(obj->struct_ops.{0}))\n"
        "\t\tbpf_map__initial_value(obj->maps.{0}, NULL);\n",
        name);
  }
  return text;
}

constexpr std::string_view destroy_template = R"(
static inline void
$N__destroy(struct $T *obj)
{
	if (!obj)
		return;
	if (obj->skeleton)
		bpf_object__destroy_skeleton(obj->skeleton);
	free(obj);
}

static inline int
$N__create_skeleton(struct $T *obj);

static inline struct $T *
$N__open_opts(const struct bpf_object_open_opts *opts)
{
	struct $T *obj;
	int err;

	obj = (struct $T *)calloc(1, sizeof(*obj));
	if (!obj) {
		errno = ENOMEM;
		return NULL;
	}
	err = $N__create_skeleton(obj);
	if (!err)
		err = bpf_object__open_skeleton(obj->skeleton, opts);
	if (err) {
		$N__destroy(obj);
		errno = -err;
		return NULL;
	}
)";

constexpr std::string_view life_template = R"(
	return obj;
}

static inline struct $T *
$N__open(void)
{
	return $N__open_opts(NULL);
}

static inline int
$N__load(struct $T *obj)
{
	return bpf_object__load_skeleton(obj->skeleton);
}

static inline struct $T *
$N__open_and_load(void)
{
	struct $T *obj = $N__open();
	int err;

	if (!obj)
		return NULL;
	err = $N__load(obj);
	if (err) {
		$N__destroy(obj);
		errno = -err;
		return NULL;
	}
	return obj;
}

static inline int
$N__attach(struct $T *obj)
{
	return bpf_object__attach_skeleton(obj->skeleton);
}

static inline void
$N__detach(struct $T *obj)
{
	bpf_object__detach_skeleton(obj->skeleton);
}

static inline const void *
$N__elf_bytes(size_t *sz);
)";

constexpr std::string_view no_memory = R"(
		free(s);
		return -ENOMEM;
	}
)";

// Allocate the tables. Their sizes are told only once they are there: libbpf
// trusts them.
void add_tables(Code& code, const ObjectModel& model) {
  std::vector<std::string> failures;
  std::string release;
  const auto add = [&](std::string_view table, std::string_view type,
                       std::size_t count) {
    if (count == 0) return;
    code.add_raw(
        fmt::format("\ts->{0} = (struct {1} *)calloc({2}, sizeof(*s->{0}));\n",
                    table, type, count));
    failures.push_back(fmt::format("!s->{}", table));
    release += fmt::format("\t\tfree(s->{});\n", table);
  };
  add("maps", "bpf_map_skeleton", model.maps.size());
  add("progs", "bpf_prog_skeleton", model.programs.size());
  if (failures.empty()) return;
  code.add_raw(
      fmt::format("\tif ({}) {{\n{}", join(failures, " || "), release));
  code.add(no_memory);
}

void add_map(Code& code, const MapModel& map, std::size_t index,
             const Spelling& spelling) {
  code.add_raw(fmt::format(
      "\n\tmap = (struct bpf_map_skeleton *)((char *)s->maps + "
      "{} * s->map_skel_sz);\n"
      "\tmap->name = {};\n"
      "\tmap->map = &obj->maps.{};\n",
      index, string_literal(map.name), spelling.word(map.identifier)));
  if (map.data)
    code.add_raw(fmt::format("\tmap->mmaped = (void **)&obj->{};\n",
                             spelling.word(map.data->identifier)));
  if (!map.struct_ops) return;
  code.add("#ifdef $G_HAS_MAP_LINKS\n");
  code.add_raw(fmt::format("\tmap->link = &obj->links.{};\n",
                           spelling.word(map.identifier)));
  code.add("#endif\n");
}

// libbpf before 1.5 knows no links of maps, and steps from map to map by the
// size that their records have without: only who needs the link asks for more.
std::string_view map_record_size(const ObjectModel& model) {
  if (model.has_struct_ops()) return "sizeof(*s->maps)";
  return "offsetof(struct bpf_map_skeleton, mmaped) + sizeof(void *)";
}

void add_maps(Code& code, const ObjectModel& model, const Spelling& spelling) {
  if (model.maps.empty()) return;
  code.add_raw(fmt::format("\n\ts->map_cnt = {};\n\ts->map_skel_sz = {};\n",
                           model.maps.size(), map_record_size(model)));
  for (std::size_t i = 0; i < model.maps.size(); ++i)
    add_map(code, model.maps[i], i, spelling);
}

void add_programs(Code& code, const ObjectModel& model,
                  const Spelling& spelling) {
  if (model.programs.empty()) return;
  code.add_raw(fmt::format(
      "\n\ts->prog_cnt = {};\n\ts->prog_skel_sz = sizeof(*s->progs);\n",
      model.programs.size()));
  for (std::size_t i = 0; i < model.programs.size(); ++i)
    code.add_raw(
        fmt::format("\n\ts->progs[{0}].name = {1};\n"
                    "\ts->progs[{0}].prog = &obj->progs.{2};\n"
                    "\ts->progs[{0}].link = &obj->links.{2};\n",
                    i, string_literal(model.programs[i].name),
                    spelling.word(model.programs[i].identifier)));
}

// The tag of a section's struct can be used in C alone: in C++ it is a member.
void add_section_assertions(Code& code, const ObjectModel& model,
                            const DataSection& section,
                            const Spelling& spelling) {
  for (const Variable& variable : section.variables)
    code.add_raw(fmt::format(
        "\t{}_CHECK({}__{}, {}, {}, {}, {}, {});\n", code.expand("$G"),
        model.name, section.identifier, spelling.word(section.identifier),
        spelling.word(variable.identifier), variable.offset, variable.size,
        string_literal("'" + variable.identifier + "'")));
}

constexpr std::string_view assert_start = R"(

#ifdef __cplusplus
#define $G_CHECK(tag, section, name, offset, size, what) \
	static_assert(sizeof(s->section->name) == size, \
		      "unexpected size of " what)
#else
#define $G_CHECK(tag, section, name, offset, size, what) \
	_Static_assert(sizeof(s->section->name) == size && \
		       offsetof(struct tag, name) == offset, \
		       "unexpected size or offset of " what)
#endif

__attribute__((unused)) static void
$N__assert(struct $T *s __attribute__((unused)))
{
)";

}  // namespace

void add_life_cycle(Code& code, const ObjectModel& model,
                    const Spelling& spelling) {
  code.add(destroy_template);
  code.add_raw(point_to_struct_ops(model, spelling));
  code.add(life_template);
}

void add_create_skeleton(Code& code, const ObjectModel& model,
                         const Spelling& spelling) {
  code.add(R"(

static inline int
$N__create_skeleton(struct $T *obj)
{
	struct bpf_object_skeleton *s;
)");
  if (!model.maps.empty()) code.add("\tstruct bpf_map_skeleton *map;\n");
  code.add(R"(

	s = (struct bpf_object_skeleton *)calloc(1, sizeof(*s));
	if (!s)
		return -ENOMEM;
)");
  add_tables(code, model);
  code.add(R"(

	s->sz = sizeof(*s);
	s->name = "$N";
	s->obj = &obj->obj;
	s->data = $N__elf_bytes(&s->data_sz);
)");
  add_maps(code, model, spelling);
  add_programs(code, model, spelling);
  code.add(R"(

	obj->skeleton = s;
	return 0;
}
)");
}

void add_elf_bytes(Code& code, const ObjectModel& model) {
  code.add(R"(

static inline const void *
$N__elf_bytes(size_t *sz)
{
	__extension__ static const char data[]
		__attribute__((__aligned__(8))) =
)");
  code.add_raw(bytes_literal(model.elf));
  code.add(R"(;

	*sz = sizeof(data) - 1;
	return data;
}
)");
}

void add_assertions(Code& code, const ObjectModel& model,
                    const Spelling& spelling) {
  code.add(assert_start);
  for (const MapModel& map : model.maps)
    if (map.data) add_section_assertions(code, model, *map.data, spelling);
  code.add("}\n\n#undef $G_CHECK\n");
}

}  // namespace skep::gen
