// The sections (SEC) that libbpf knows by itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/object/sec_pattern.h"
#include "src/object/section.h"

namespace skep {

struct BuiltinSection {
  SecPattern pattern;  // "kprobe+"
  ProgramType type;
  // Has it an attach type? Of those without one it is 0, which is one as well.
  bool has_attach_type;

  // Return the name without a target, "kprobe".
  [[nodiscard]] std::string stem() const;
};

// Return them in the order in which libbpf looks through them.
// Source: what libbpf says about a name that it does not know; while handlers
//         are registered it says other things.
[[nodiscard]] std::vector<BuiltinSection> builtin_sections();

// Return which of them a program of this section gets; null: none.
[[nodiscard]] const BuiltinSection* find_builtin(
    const std::vector<BuiltinSection>& sections, std::string_view section);

}  // namespace skep
