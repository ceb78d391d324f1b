// Types by the names that people give them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/btf/btf.h"

namespace skep::btf {

// Find the type that `name` means and that has values: "event", "struct event",
// "union u", "enum e", or the name of a typedef or number. Without a keyword,
// structs come first.
// Errors: nullopt when there is none.
[[nodiscard]] std::optional<TypeId> find_named(BtfView btf,
                                               std::string_view name);

// Return the names of all structs, unions and typedefs.
[[nodiscard]] std::vector<std::string> names_of_types(BtfView btf);

}  // namespace skep::btf
