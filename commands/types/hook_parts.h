// The forms of hooks by their kinds, of which hooks.cc makes lists.
#pragma once

#include <vector>

#include "commands/types/hooks.h"

namespace skep::commands {

// What the words are for. Where a program is found needs fewer of them than
// where it is put.
enum class FormUse { attach, detach };

// Tracepoints, events and probes; and what programs are loaded for.
[[nodiscard]] std::vector<HookForm> tracing_forms();
[[nodiscard]] std::vector<HookForm> function_forms();

[[nodiscard]] HookForm xdp_form(FormUse use);
[[nodiscard]] std::vector<HookForm> tcx_forms(FormUse use);
[[nodiscard]] std::vector<HookForm> netkit_forms(FormUse use);
[[nodiscard]] std::vector<HookForm> tc_forms(FormUse use);
[[nodiscard]] HookForm cgroup_form(FormUse use);
[[nodiscard]] HookForm netfilter_form();

}  // namespace skep::commands
