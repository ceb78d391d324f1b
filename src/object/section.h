// What a program's section name (SEC) says about the program.
#pragma once

#include <bpf/libbpf.h>

#include <string>

namespace skep {

struct ProgramType {
  bpf_prog_type type;
  bpf_attach_type attach_type;
};

// Return what libbpf makes of a section name ("xdp", "tp/sched/sched_switch").
// What comes behind the type may be missing ("tp").
// Errors: Error for a name that it does not know, with those that are close.
[[nodiscard]] ProgramType type_of_section(const std::string& section);

}  // namespace skep
