// Messages of the kernel, described loosely: they differ between versions.
#pragma once

#include <string_view>

namespace skep::verifier {

// Is there in `line` what `pattern` describes? # stands for a decimal number, *
// for any characters.
[[nodiscard]] bool matches(std::string_view line, std::string_view pattern);

}  // namespace skep::verifier
