// What libbpf does with programs of its own sections, for programs whose
// sections are called otherwise.
#pragma once

#include <bpf/libbpf.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "src/object/bpf_link.h"

namespace skep {

// All that libbpf does by the name of a section alone; `stem` is the name
// without a target, "fentry.s".
[[nodiscard]] bool is_sleepable_section(std::string_view stem);
// Return the flags with which its programs are loaded (BPF_F_*).
[[nodiscard]] std::uint32_t flags_of_section(std::string_view stem);
// Return what can stand behind the name and a slash, "FUNCTION[+OFFSET]";
// empty: nothing, or libbpf makes nothing of it.
[[nodiscard]] std::string_view target_form(std::string_view stem);
// Is the program loaded for a function or the like, which BTF describes?
[[nodiscard]] bool needs_target(std::string_view stem);
// Why it can't be done under another name; empty: it can.
[[nodiscard]] std::string why_not_inherited(std::string_view stem);

// Does libbpf attach the programs of a section, "kprobe/do_exit"? Without a
// target it does not know where.
[[nodiscard]] bool is_attached_by_name(std::string_view section);

// Attach a loaded program as if its section were called `section`, by which it
// can be attached.
// Errors: Error with the reason.
[[nodiscard]] BpfLink attach_by_name(const bpf_program* prog,
                                     std::string_view section);

}  // namespace skep
