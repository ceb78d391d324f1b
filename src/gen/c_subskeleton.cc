#include "src/gen/c_subskeleton.h"

#include <fmt/format.h>

#include <vector>

#include "src/gen/c_parts.h"
#include "src/gen/c_tables.h"
#include "src/gen/code.h"
#include "src/gen/literal.h"
#include "src/gen/names.h"
#include "src/gen/spelling.h"
#include "src/sys/error.h"

namespace skep::gen {
namespace {

constexpr std::string_view static_members = R"(

#ifdef __cplusplus
	static inline struct $T *open(const struct bpf_object *src);
	static inline void destroy(struct $T *skel);
#endif /* __cplusplus */
};
)";

constexpr std::string_view static_member_functions = R"(

#ifdef __cplusplus
inline struct $T *$T::open(const struct bpf_object *src)
{
	return $N__open(src);
}
inline void $T::destroy(struct $T *skel) { $N__destroy(skel); }
#endif /* __cplusplus */
)";

constexpr std::string_view destroy_function = R"(
static inline void
$N__destroy(struct $T *skel)
{
	if (!skel)
		return;
	if (skel->subskel)
		bpf_object__destroy_subskeleton(skel->subskel);
	free(skel);
}
)";

void add_struct(Code& code, const ObjectModel& model, CLayout& layout,
                const Spelling& spelling) {
  code.add(R"(

struct $T {
	struct bpf_object *obj;
	struct bpf_object_subskeleton *subskel;
)");
  add_groups(code, model, layout, spelling, SkeletonKind::part);
  for (const MapModel& map : model.maps)
    if (map.data) code.add_raw(layout.pointers(*map.data));
  code.add(static_members);
}

// libbpf frees what the tables are made of with the subskeleton.
void add_create(Code& code, const ObjectModel& model,
                const Spelling& spelling) {
  code.add(R"(

static inline int
$N__create_subskeleton(struct $T *obj, const struct bpf_object *src)
{
	struct bpf_object_subskeleton *s;
)");
  if (!model.maps.empty()) code.add("\tstruct bpf_map_skeleton *map;\n");
  code.add(R"(

	s = (struct bpf_object_subskeleton *)calloc(1, sizeof(*s));
	if (!s)
		return -ENOMEM;
	obj->subskel = s;
	s->sz = sizeof(*s);
	s->obj = src;
)");
  add_table_allocation(code, model, SkeletonKind::part,
                       "\t\treturn -ENOMEM;\n");
  add_table_entries(code, model, spelling, SkeletonKind::part);
  code.add("\treturn 0;\n}\n");
}

void add_open(Code& code, const ObjectModel& model, const Spelling& spelling) {
  code.add(R"(

static inline struct $T *
$N__open(const struct bpf_object *src)
{
	struct $T *obj;
	int err;

	obj = (struct $T *)calloc(1, sizeof(*obj));
	if (!obj) {
		errno = ENOMEM;
		return NULL;
	}
	err = $N__create_subskeleton(obj, src);
	if (!err)
		err = bpf_object__open_subskeleton(obj->subskel);
	if (err) {
		$N__destroy(obj);
		errno = -err;
		return NULL;
	}
)");
  point_to_struct_ops(code, model, spelling);
  code.add("\treturn obj;\n}\n");
}

// A pointer leads to a variable of the size that the library's has.
void add_assertions(Code& code, const ObjectModel& model,
                    const Spelling& spelling) {
  code.add(R"(

__attribute__((unused)) static void
$N__assert(struct $T *s __attribute__((unused)))
{
)");
  for (const MapModel& map : model.maps) {
    if (!map.data) continue;
    for (const Variable& variable : map.data->variables)
      code.add("\t$G_ASSERT(sizeof(*s->$S.$V) == $Z,\n\t\t$M);\n",
               {{'S', spelling.word(map.data->identifier)},
                {'V', spelling.word(variable.identifier)},
                {'Z', std::to_string(variable.size)},
                {'M', string_literal(fmt::format("unexpected size of '{}'",
                                                 variable.identifier))}});
  }
  code.add("}\n");
}

}  // namespace

std::string emit_c_subskeleton(ObjectModel model, CLayout::Types types) {
  if (!model.types)
    throw failure("a subskeleton needs BTF, and the object has none")
        .with_hint("compile with -g");
  std::erase_if(model.programs, [](const ProgramModel& program) {
    return program.section == ".text";
  });
  const std::string prefix = upper_case(model.name) + "_SUBSKEL";
  const Spelling spelling{prefix};
  CLayout layout{model, spelling, types};
  Code body{
      {{'N', model.name}, {'T', spelling.word(model.name)}, {'G', prefix}}};
  body.add(types_start);
  add_types(body, layout, types);
  add_struct(body, model, layout, spelling);
  body.add(types_end);
  body.add(destroy_function);
  add_create(body, model, spelling);
  add_open(body, model, spelling);
  body.add(static_member_functions);
  add_assertions(body, model, spelling);
  return complete_header(body, spelling, libbpf_includes);
}

}  // namespace skep::gen
