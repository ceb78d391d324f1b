#include "src/run/environment.h"

#include <fmt/format.h>
#include <linux/bpf.h>

#include <algorithm>
#include <cctype>
#include <string_view>

#include "src/sys/kernel_object.h"

namespace skep {
namespace {

// A name as a part of that of a variable of the environment.
std::string as_variable(std::string_view name) {
  std::string result{name};
  std::ranges::replace_if(
      result, [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
  return result;
}

}  // namespace

std::vector<std::string> environment_of(const LoadedObject& object,
                                        const std::string& path, pid_t pid) {
  std::vector<std::string> result{"SKEP_OBJECT=" + path};
  if (pid != 0) result.push_back(fmt::format("SKEP_PID={}", pid));
  for (const bpf_program* prog : object.programs())
    result.push_back(
        fmt::format("SKEP_PROG_{}={}", as_variable(bpf_program__name(prog)),
                    info_of<bpf_prog_info>(bpf_program__fd(prog)).id));
  for (const bpf_map* map : object.maps())
    result.push_back(fmt::format("SKEP_MAP_{}={}",
                                 as_variable(bpf_map__name(map)),
                                 info_of<bpf_map_info>(bpf_map__fd(map)).id));
  return result;
}

}  // namespace skep
