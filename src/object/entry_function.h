// The function that a loaded program begins with, as its BTF describes it.
#pragma once

#include <linux/bpf.h>

#include <optional>
#include <string>

#include "src/btf/btf.h"
#include "src/sys/fd.h"

namespace skep {

struct EntryFunction {
  btf::Btf types;
  btf::TypeId id = btf::void_id;  // a FUNC

  [[nodiscard]] std::string name() const {
    return std::string{types.name(*types.type(id))};
  }
};

// Find it; `info` is what the kernel tells of the program.
// Errors: nullopt when the program has no BTF, or none that can be read.
// Source: BPF_OBJ_GET_INFO_BY_FD.
[[nodiscard]] std::optional<EntryFunction> entry_function(
    const Fd& prog, const bpf_prog_info& info);

}  // namespace skep
