// How single words of a hook are read: names of tracepoints, events, devices.
#pragma once

#include <string>
#include <string_view>

#include "commands/prog/hooks.h"

namespace skep::commands {

std::string read_path(cli::Words& words, std::string_view name);
std::string read_device(cli::Words& words, std::string_view name);
std::string read_netns(cli::Words& words, std::string_view name);
std::string read_raw_tracepoint(cli::Words& words, std::string_view name);

// Read "cpu-clock", "LLC-load-misses" or "TYPE:CONFIG" (numbers).
PerfEvent read_perf_event(cli::Words& words, std::string_view name);
// Read "SYMBOL", "SYMBOL+OFFSET" or "OFFSET".
ProbePoint read_probe_point(cli::Words& words, std::string_view name);
// Read "prog PROG" or "link LINK".
NeighbourRef read_neighbour(cli::Words& words, std::string_view name);

// Return the argument "CATEGORY/NAME", which can be two words as well.
cli::Arg<TracepointHook> tracepoint_argument();
// Return the argument for the attach type of a cgroup.
cli::Arg<CgroupHook> cgroup_type_argument();

}  // namespace skep::commands
