// What a program's section name (SEC) says about the program.
#pragma once

#include <bpf/libbpf.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep {

struct ProgramType {
  bpf_prog_type type;
  bpf_attach_type attach_type;
};

// Return what libbpf makes of a section name ("xdp", "tp/sched/sched_switch").
// What comes behind the type may be missing ("tp").
// Errors: Error for a name that it does not know, with those that are close.
[[nodiscard]] ProgramType type_of_section(const std::string& section);

// Return what to do about a section name that libbpf does not know: names that
// are close, or all.
[[nodiscard]] std::string hint_for_section(const std::string& section);

// Return the program type or attach type of this name ("sched_cls",
// "trace_fentry"); nullopt: libbpf knows none.
[[nodiscard]] std::optional<bpf_prog_type> prog_type_named(
    std::string_view name);
[[nodiscard]] std::optional<bpf_attach_type> attach_type_named(
    std::string_view name);

// Return all these names.
[[nodiscard]] std::vector<std::string> prog_type_names();
[[nodiscard]] std::vector<std::string> attach_type_names();

}  // namespace skep
