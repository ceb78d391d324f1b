// How single words of a hook are read: names of tracepoints, events, devices.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "commands/types/hooks.h"

namespace skep::cli {

template <>
struct ArgType<PerfEvent> {
  static PerfEvent parse(Words& words, std::string_view name);
  static std::string_view syntax() {
    return "{ a name as perf has them, cpu-clock | TYPE:CONFIG, numbers }";
  }
};

template <>
struct ArgType<ProbePoint> {
  static ProbePoint parse(Words& words, std::string_view name);
  static std::string_view syntax() {
    return "{ SYMBOL | SYMBOL+OFFSET | OFFSET in the file }";
  }
};

template <>
struct ArgType<commands::NeighbourRef> {
  static commands::NeighbourRef parse(Words& words, std::string_view name);
  static std::string_view syntax() { return "{ prog PROG | link LINK }"; }
};

}  // namespace skep::cli

namespace skep::commands {

std::string read_path(cli::Words& words, std::string_view name);
std::string read_device(cli::Words& words, std::string_view name);
std::string read_netns(cli::Words& words, std::string_view name);
std::string read_raw_tracepoint(cli::Words& words, std::string_view name);

// Read the places of a probe: one word, with commas between them.
std::vector<ProbePlace> read_places(cli::Words& words, std::string_view name);

// Read a number for which the kernel takes 0 as "none".
template <typename T>
T read_number_above_0(cli::Words& words, std::string_view name) {
  const T number = cli::ArgType<T>::parse(words, name);
  if (number == 0) throw usage_error("{} must be above 0", name);
  return number;
}

// Return the argument "CATEGORY/NAME", which can be two words as well.
cli::Arg<TracepointHook> tracepoint_argument();
// Return the argument "PROVIDER:NAME" for a static probe of `file`.
cli::Arg<UsdtHook> static_probe_argument();
// Return the argument for the attach type of a cgroup.
cli::Arg<CgroupWords> cgroup_type_argument();

}  // namespace skep::commands
