// Functions as declarations, in bpftool's layout: "int on_packet(struct xdp_md
// * ctx)".
#pragma once

#include <string>

#include "src/btf/btf.h"

namespace skep::btf {

// Return the declaration of a function; "" if the id is not that of one.
// Shape:  types that lead on for ever are cut short.
[[nodiscard]] std::string signature_of(const BtfView& btf, TypeId function);

}  // namespace skep::btf
