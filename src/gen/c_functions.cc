#include "src/gen/c_functions.h"

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "src/gen/c_parts.h"
#include "src/gen/c_tables.h"
#include "src/gen/literal.h"

namespace skep::gen {
namespace {

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
	$G_ASSERT(sizeof(s->section->name) == size, \
		  "unexpected size of " what)
#else
#define $G_CHECK(tag, section, name, offset, size, what) \
	$G_ASSERT(sizeof(s->section->name) == size && \
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
  point_to_struct_ops(code, model, spelling);
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
  add_table_allocation(code, model, SkeletonKind::whole,
                       "\t\tfree(s->maps);\n"
                       "\t\tfree(s->progs);\n"
                       "\t\tfree(s);\n"
                       "\t\treturn -ENOMEM;\n");
  code.add(R"(

	s->sz = sizeof(*s);
	s->name = "$N";
	s->obj = &obj->obj;
	s->data = $N__elf_bytes(&s->data_sz);
)");
  add_table_entries(code, model, spelling, SkeletonKind::whole);
  code.add("\n\tobj->skeleton = s;\n\treturn 0;\n}\n");
}

void add_assertions(Code& code, const ObjectModel& model,
                    const Spelling& spelling) {
  code.add(assert_start);
  for (const MapModel& map : model.maps)
    if (map.data) add_section_assertions(code, model, *map.data, spelling);
  code.add("}\n\n#undef $G_CHECK\n");
}

}  // namespace skep::gen
