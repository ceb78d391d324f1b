// Where programs are attached by links, in a few words.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace skep {

// Find where all programs are attached, by their ids: "xdp eth0",
// "raw_tracepoint sys_enter", "kprobe_multi 12 functions". Links that vanish
// meanwhile are left out.
// Errors: Error when links can't be listed.
[[nodiscard]] std::map<std::uint32_t, std::vector<std::string>>
find_attachments();

}  // namespace skep
