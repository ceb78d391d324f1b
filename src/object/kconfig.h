// Values of the kernel's configuration (__kconfig variables), between BTF and
// the lines of a .config file.
#pragma once

#include <string>
#include <string_view>

#include "src/btf/btf.h"
#include "src/btf/literal.h"
#include "src/sys/bytes.h"

namespace skep {

// Return what "y", "n" and "m" mean for a type, as a literal of that type; any
// other literal unchanged.
[[nodiscard]] btf::Literal from_kconfig_word(const btf::BtfView& types,
                                             btf::TypeId type,
                                             const btf::Literal& literal);

// Return a value as a .config file has it: y, 100, "text".
// Errors: Error for a type or text that libbpf does not take.
[[nodiscard]] std::string kconfig_text(const btf::BtfView& types,
                                       btf::TypeId type, ByteView value);

}  // namespace skep
