// A loaded program as those see it who attach it.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <functional>
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

// Return the name of the kernel's function or type for which a tracing program
// was loaded, "do_nanosleep", "bpf_iter_task"; empty when it can't be read.
std::string target_of(const Program& program);

// Return that name without `start`.
// Errors: Error when the name has another start; `what` is what programs are
//         loaded for whose name has this one.
std::string check_target(const Program& program, std::string_view start,
                         std::string_view what);

// Return what is known about an errno value for programs that are attached and
// detached without a link.
std::string hint_for_direct(int code);

// Return `result`, which the kernel gave for a hook.
// Errors: when it is negative, Error with the reason alone and with the hint
//         that `hint_for` knows for an errno value: attach() says what could
//         not be attached where.
int accepted(int result,
             const std::function<std::string(int code)>& hint_for = {});

}  // namespace skep
