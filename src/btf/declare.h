// Types and functions as the nearly-C text that bpftool shows.
#pragma once

#include <string>
#include <string_view>

#include "src/btf/btf.h"

namespace skep::btf {

// Declare `name`, which may be empty, as something of a type.
// Shape: the type before the name: "const char * text", "u32 (struct sock *)",
//        "int (int, char *)* callback"; of a FUNC_PROTO "int name(int a)". What
//        has no end is cut off by "...".
[[nodiscard]] std::string declare(BtfView btf, TypeId id,
                                  std::string_view name = {});

// Declare a FUNC by its own name: "int xd(struct xdp_md * c)".
[[nodiscard]] std::string declare_function(BtfView btf, const btf_type& func);

}  // namespace skep::btf
