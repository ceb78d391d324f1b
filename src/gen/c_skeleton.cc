#include "src/gen/c_skeleton.h"

#include <string_view>

#include "src/gen/c_functions.h"
#include "src/gen/c_layout.h"
#include "src/gen/c_parts.h"
#include "src/gen/code.h"
#include "src/gen/names.h"
#include "src/gen/spelling.h"

namespace skep::gen {
namespace {

constexpr std::string_view top = R"(

#define BPF_SKEL_SUPPORTS_MAP_AUTO_ATTACH 1
)";

constexpr std::string_view top_with_map_links = R"(

#define BPF_SKEL_SUPPORTS_MAP_AUTO_ATTACH 1

#if defined(LIBBPF_MAJOR_VERSION) && \
	(LIBBPF_MAJOR_VERSION > 1 || \
	 (LIBBPF_MAJOR_VERSION == 1 && LIBBPF_MINOR_VERSION >= 5))
#define $G_HAS_MAP_LINKS
#endif
)";

constexpr std::string_view static_members = R"(

#ifdef __cplusplus
	static inline struct $T *open(
		const struct bpf_object_open_opts *opts = nullptr);
	static inline struct $T *open_and_load();
	static inline int load(struct $T *skel);
	static inline int attach(struct $T *skel);
	static inline void detach(struct $T *skel);
	static inline void destroy(struct $T *skel);
	static inline const void *elf_bytes(size_t *sz);
#endif /* __cplusplus */
};
)";

constexpr std::string_view static_member_functions = R"(

#ifdef __cplusplus
inline struct $T *$T::open(const struct bpf_object_open_opts *opts)
{
	return $N__open_opts(opts);
}
inline struct $T *$T::open_and_load() { return $N__open_and_load(); }
inline int $T::load(struct $T *skel) { return $N__load(skel); }
inline int $T::attach(struct $T *skel) { return $N__attach(skel); }
inline void $T::detach(struct $T *skel) { $N__detach(skel); }
inline void $T::destroy(struct $T *skel) { $N__destroy(skel); }
inline const void *$T::elf_bytes(size_t *sz) { return $N__elf_bytes(sz); }
#endif /* __cplusplus */
)";

void add_struct(Code& code, const ObjectModel& model, CLayout& layout,
                const Spelling& spelling) {
  code.add(R"(

struct $T {
	struct bpf_object_skeleton *skeleton;
	struct bpf_object *obj;
)");
  add_groups(code, model, layout, spelling, SkeletonKind::whole);
  for (const MapModel& map : model.maps)
    if (map.data) code.add_raw(layout.section(*map.data));
  code.add(static_members);
}

}  // namespace

std::string emit_c_skeleton(const ObjectModel& model,
                            const CSkeletonOptions& options) {
  const std::string prefix = upper_case(model.name) + "_SKEL";
  const Spelling spelling{prefix};
  CLayout layout{model, spelling, options.types};
  Code body{
      {{'N', model.name}, {'T', spelling.word(model.name)}, {'G', prefix}}};
  body.add(types_start);
  add_types(body, layout, options.types);
  add_struct(body, model, layout, spelling);
  body.add(types_end);
  add_life_cycle(body, model, spelling);
  add_create_skeleton(body, model, spelling);
  add_elf_bytes(body, options.embedding, model.elf);
  body.add(static_member_functions);
  add_assertions(body, model, spelling);
  return complete_header(body, spelling, libbpf_includes,
                         model.has_struct_ops() ? top_with_map_links : top);
}

}  // namespace skep::gen
