// Carrying out the rules for sections that people write.
#pragma once

#include "src/object/sec_handler.h"
#include "src/object/sec_rule.h"

namespace skep {

// What the object is opened for: `inspect` looks up nothing of this machine.
enum class SecUse { inspect, load };

// Return the handler that does what a rule says, but for its hook. A program
// that stands for one of a section of libbpf's own is attached as such.
[[nodiscard]] SecHandler handler_for(const SecRule& rule, SecUse use);

}  // namespace skep
