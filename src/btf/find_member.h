// Parts of a type by name: port, tuple.port, ports[2].
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/btf/btf.h"

namespace skep::btf {

// A part of a value: its type, and where it lies in the whole.
struct Target {
  TypeId type;
  std::size_t byte = 0;
  std::uint32_t bit = 0;            // of its first bit in that byte
  std::uint32_t bitfield_size = 0;  // in bits; 0: it is no bitfield
};

// Find the part of a struct, union, array or section that a path leads to.
// Members of unnamed members count as those of the whole, as in C.
// Errors: nullopt when there is none.
[[nodiscard]] std::optional<Target> find_member(const BtfView& btf,
                                                const Target& whole,
                                                std::string_view path);

// Find the n-th (from 0) member without a name of a struct or union.
[[nodiscard]] std::optional<Target> find_unnamed_member(const BtfView& btf,
                                                        const Target& whole,
                                                        std::size_t n);

// Return the member of the struct or union `type`, which is that of `whole`.
[[nodiscard]] Target member_at(const Target& whole, const btf_type& type,
                               std::uint32_t index);

// Find an element of an array; nullopt beyond its end.
[[nodiscard]] std::optional<Target> find_element(const BtfView& btf,
                                                 const Target& whole,
                                                 std::uint32_t index);

// Call `visit` for each part that find_member() knows by one name, in order.
void visit_members(
    const BtfView& btf, const Target& whole,
    const std::function<void(std::string_view name, const Target&)>& visit);

// A part of a whole by its name.
struct NamedTarget {
  std::string name;
  Target target;
};

// Return all of those parts.
[[nodiscard]] std::vector<NamedTarget> named_members(const BtfView& btf,
                                                     const Target& whole);

// Return the names that find_member() knows, without paths.
[[nodiscard]] std::vector<std::string> member_names(const BtfView& btf,
                                                    const Target& whole);

}  // namespace skep::btf
