// What libbpf takes for granted of a BTF, and malformed ones do not keep.
#pragma once

#include <string_view>

#include "src/btf/btf.h"

namespace skep::btf {

// Do typedefs, modifiers and arrays lead back to themselves, so that whoever
// follows them comes to no end?
[[nodiscard]] bool has_endless_references(BtfView btf);

// Return what is wrong with a BTF, such that libbpf would hang, divide by zero
// or follow a null pointer: "a type leads back to itself"; empty: nothing.
[[nodiscard]] std::string_view find_fault(BtfView btf);

}  // namespace skep::btf
