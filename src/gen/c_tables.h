// The tables in which a skeleton tells libbpf of maps, programs and variables.
#pragma once

#include "src/gen/code.h"
#include "src/gen/object_model.h"
#include "src/gen/spelling.h"

namespace skep::gen {

// A whole skeleton owns its object: libbpf has to know where the addresses of
// sections and the links go. One that is a part looks into another's object,
// and has pointers to variables instead.
enum class SkeletonKind { whole, part };

// Append statements that allocate the tables of a skeleton `s`; `failure` is
// what follows if there is no memory for them, "\t\treturn -ENOMEM;\n".
void add_table_allocation(Code& code, const ObjectModel& model,
                          SkeletonKind kind, std::string_view failure);

// Append statements that fill them, for a skeleton `s` whose user has `obj`.
void add_table_entries(Code& code, const ObjectModel& model,
                       const Spelling& spelling, SkeletonKind kind);

}  // namespace skep::gen
