// A loaded program as those see it who attach it.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "src/sys/fd.h"

namespace skep {

struct Program {
  int fd;  // borrowed
  std::uint32_t id;
  std::uint32_t type;  // BPF_PROG_TYPE_*
  std::string name;    // as the kernel has it: 15 characters at the most
  // The BTF object and type for which the program was loaded; 0: for none.
  std::uint32_t target_btf_id;
  std::uint32_t target_type_id;

  // Return "prog 12 'name'".
  [[nodiscard]] std::string title() const;
};

// Look at a loaded program; `prog` stays the caller's.
[[nodiscard]] Program look_at_program(const Fd& prog);

// Make sure that a program can be attached to a hook.
// Errors: Error with the name of its type and those that the hook takes.
void check_program_type(const Program& program, std::string_view hook,
                        std::initializer_list<bpf_prog_type> accepted);

// Return the name of the kernel's type for which a program was loaded:
// "bpf_iter_task", "btf_trace_sys_enter"; empty when there is none or when it
// can't be read.
[[nodiscard]] std::string target_name(const Program& program);

}  // namespace skep
