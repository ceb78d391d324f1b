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
  std::string name;
  // The BTF object and type for which the program was loaded; 0: for none.
  std::uint32_t target_btf_id;
  std::uint32_t target_type_id;

  // Return "prog 12 'name'".
  [[nodiscard]] std::string title() const;
};

// Look at a loaded program; `prog` stays the caller's. `name` is the whole
// name, of which the kernel has 15 characters.
[[nodiscard]] Program look_at_program(const Fd& prog, std::string name);

// Make sure that a hook takes programs of this type.
// Errors: Error with the name of the type and of those that the hook takes.
void check_type(const Program& program,
                std::initializer_list<bpf_prog_type> accepted);

// Make sure that a tracing program was loaded for a type of the kernel's whose
// name starts like this; `what` is what such a program is loaded for.
void check_target(const Program& program, std::string_view start,
                  std::string_view what);

// Return the name of the kernel's type for which a program was loaded:
// "bpf_iter_task", "btf_trace_sys_enter"; empty when there is none or when it
// can't be read.
[[nodiscard]] std::string target_name(const Program& program);

// Return `result`, which the kernel gave for a hook.
// Errors: when it is negative, Error with the reason alone and with the hint
//         that `hint_for` knows for an errno value: attach() says what could
//         not be attached where.
int accepted(int result, std::string (*hint_for)(int code) = nullptr);

}  // namespace skep
