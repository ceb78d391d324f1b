// Carrying out the rules for sections that people write.
#pragma once

#include "src/object/sec_handler.h"
#include "src/object/sec_rule.h"

namespace skep {

// What the object is opened for. To inspect it, what rules say of the machine
// is left alone: targets and devices.
enum class SecUse { inspect, load };

// Return for which function or the like a rule has a program loaded, by its
// BTF; empty: for none.
// Errors: Error that names the rule, for a part that the section lacks.
[[nodiscard]] std::string target_for(const SecRule& rule,
                                     std::string_view section);

// Return the handler that does what a rule says, but for its hook. A program
// that stands for one of a section of libbpf's own is attached as such.
[[nodiscard]] SecHandler handler_for(const SecRule& rule, SecUse use);

}  // namespace skep
