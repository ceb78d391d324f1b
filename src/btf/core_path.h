// The way from a type to a field in it, which a CO-RE relocation describes in
// terms of the object's types and which is then found among the kernel's.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "src/btf/btf.h"
#include "src/btf/core_types.h"

namespace skep::btf {

// A step that a program's source spells out: to a member with a name, or to an
// element of an array.
struct CoreStep {
  TypeId type;            // the struct or union, or that of the element
  std::uint32_t index;    // of the member or element
  std::string_view name;  // of the member; empty for an element
};

struct MemberRef {
  TypeId parent;
  std::uint32_t index;
};

struct CorePath {
  TypeId root = void_id;
  // The first one is an element: the type is taken for an array of its kind.
  std::vector<CoreStep> steps{};
  // All members on the way, those without a name included.
  std::vector<MemberRef> members{};
  std::uint64_t bit_offset = 0;
};

// Read the numbers of "0:1:2".
// Errors: Error for any other form.
[[nodiscard]] std::vector<std::uint32_t> read_access_string(
    std::string_view text);

// Follow an access string, which counts members and elements, from `root` on.
// Errors: Error when it leads elsewhere.
[[nodiscard]] CorePath follow_access_string(BtfView types, TypeId root,
                                            std::string_view access);

// Find a field of the object's types in a type of the kernel's, by the names of
// members and within the bounds of arrays.
// Errors: nullopt if it is not there, or of a type that does not fit; Error for
//         types that lead too far or have no size.
[[nodiscard]] std::optional<CorePath> find_path(CoreTypes& types,
                                                const CorePath& local,
                                                TypeId target_root);

// Return what a relocation about a field gets from it; `kind` is one of
// BPF_CORE_FIELD_*.
// Errors: Error when the field has no such property.
[[nodiscard]] std::uint64_t field_value(BtfView types, std::uint32_t kind,
                                        const CorePath& path);

}  // namespace skep::btf
