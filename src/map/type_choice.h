// Types that people name for keys and values, where a map has none.
#pragma once

#include <optional>
#include <string>

#include "src/btf/btf.h"
#include "src/map/element_types.h"
#include "src/map/map.h"

namespace skep::map {

struct TypeChoice {
  std::optional<std::string> key{};     // "struct flow", "__u32"
  std::optional<std::string> value{};   // the same
  std::optional<std::string> source{};  // a file, or "vmlinux", as if left out

  [[nodiscard]] bool is_empty() const { return !key && !value && !source; }
};

// Load the BTF that types are taken from.
// Errors: Error; usage error for a source without a type.
[[nodiscard]] btf::Btf load_source(const TypeChoice& choice);

// Find a type in the BTF of the choice.
// Errors: Error with the names that are close.
[[nodiscard]] btf::TypeId find_chosen(const btf::Btf& btf,
                                      const std::string& name,
                                      const TypeChoice& choice);

// Load the types that are chosen; without any, those of the map. A choice
// stands alone: what it leaves out has no type.
// Errors: usage error for a type of another size than the map's.
[[nodiscard]] std::optional<ElementTypes> load_types(const Map& map,
                                                     const TypeChoice& choice);

}  // namespace skep::map
