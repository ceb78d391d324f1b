// Where programs are attached by links, in a few words.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "src/link/link_info.h"

namespace skep {

// Return what a link is attached to: "xdp eth0", "raw_tracepoint sys_enter",
// "trace_fentry", "kprobe_multi 12 functions".
[[nodiscard]] std::string describe_attachment(const LinkInfo& info);

// Find where all programs are attached, by their ids. Links that vanish
// meanwhile are left out.
// Errors: Error when links can't be listed.
[[nodiscard]] std::map<std::uint32_t, std::vector<std::string>>
find_attachments();

}  // namespace skep
