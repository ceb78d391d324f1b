// What skeletons of all kinds have in common.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "src/gen/c_layout.h"
#include "src/gen/c_tables.h"
#include "src/gen/code.h"
#include "src/gen/object_model.h"
#include "src/gen/spelling.h"

namespace skep::gen {

// Stand around types: whatever clang accepts in a BPF program can turn up.
inline constexpr std::string_view types_start = R"(

/* Types may use extensions: __int128, arrays of no elements, type tags. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wattributes"
)";

inline constexpr std::string_view types_end = R"(

#pragma GCC diagnostic pop

)";

// Each appends to `code`, whose words are: $N the object's name, $T the same as
// the tag of a struct, $G the start of the header's own macros.

// The types of variables: their definitions, or what the user has to define
// before; with a check of their sizes.
void add_types(Code& code, CLayout& layout, CLayout::Types types);

// The member `group`: a struct with a member of `type`, such as "int " or
// "struct bpf_map *", for each of `names`; nothing if there is none.
void add_group(Code& code, const Spelling& spelling, std::string_view type,
               std::string_view group, const std::vector<std::string>& names);

// The members `maps`, `struct_ops`, `progs` and, of a whole skeleton, `links`.
void add_groups(Code& code, const ObjectModel& model, CLayout& layout,
                const Spelling& spelling, SkeletonKind kind);

// The shadow pointers: what struct_ops values hold can be changed until load.
void point_to_struct_ops(Code& code, const ObjectModel& model,
                         const Spelling& spelling);

// The includes of skeletons that use libbpf.
inline constexpr std::string_view libbpf_includes = R"(
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <bpf/libbpf.h>
)";

// Return a header of `body`, which needs `includes` and the macros of
// `spelling`. `top` follows the includes.
[[nodiscard]] std::string complete_header(const Code& body,
                                          const Spelling& spelling,
                                          std::string_view includes,
                                          std::string_view top = {});

}  // namespace skep::gen
