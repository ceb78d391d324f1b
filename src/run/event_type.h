// The types of the events that the programs of an object send to user space.
#pragma once

#include <bpf/libbpf.h>

#include <optional>
#include <string>

#include "src/btf/btf.h"
#include "src/object/bpf_object.h"

namespace skep {

// Does user space read the map's events: is it a perf event array, or a ring
// buffer whose old records are not overwritten?
[[nodiscard]] bool has_events(const bpf_map* map);

// Find the type of a map's events in the object's BTF:
// - the one that a tag of the map names, btf_decl_tag("event:NAME");
// - that of the map's values;
// - the only struct that a global variable points to (`struct event *unused`);
// - of a single map without any of them, the only struct that is neither part
//   of a map, of a variable or of a program's context, nor one of the kernel's.
// Errors: nullopt when it can't be told.
[[nodiscard]] std::optional<btf::TypeId> find_event_type(
    const BpfObject& object, const bpf_map* map);

// Return the text behind `prefix` of the tag of a map or global variable:
// "exec" of btf_decl_tag("event:exec"); nullopt if it has no such tag.
[[nodiscard]] std::optional<std::string> tag_of(btf::BtfView types,
                                                std::string_view variable,
                                                std::string_view prefix);

}  // namespace skep
