// Several types by their names, in one walk through a BTF.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "src/btf/btf.h"

namespace skep::btf {

// Find the structs of these names: the first one of each. Where there is none,
// the answer has nullopt in its place.
[[nodiscard]] std::vector<std::optional<TypeId>> find_structs(
    BtfView btf, std::span<const std::string_view> names);

}  // namespace skep::btf
