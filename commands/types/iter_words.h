// The parameters of iterators on the command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "commands/types/handles.h"
#include "src/cli/command.h"
#include "src/link/attach/iter.h"

namespace skep::cli {

// The order in which an iterator goes through control groups.
struct CgroupOrder {
  std::uint32_t number;  // BPF_CGROUP_ITER_*
};

template <>
struct ArgType<CgroupOrder> {
  static CgroupOrder parse(Words& words, std::string_view name);
  static std::string_view syntax() {
    return "{ self_only | descendants_pre | descendants_post | ancestors_up | "
           "children }";
  }
};

struct IterWords {
  std::optional<MapRef> map;
  std::optional<FilePath> cgroup;
  std::optional<CgroupOrder> order;
  std::optional<std::uint32_t> tid;
  std::optional<std::uint32_t> pid;

  [[nodiscard]] bool is_empty() const {
    return !map && !cgroup && !order && !tid && !pid;
  }
};

// Return the arguments for Options that are IterWords.
template <typename O>
std::vector<Arg<O>> iter_arguments() {
  return {
      keyword<O, std::optional<MapRef>>("map", "MAP", &O::map,
                                        "the map to go through"),
      keyword<O, std::optional<FilePath>>("cgroup", "DIR", &O::cgroup,
                                          "the control group to start at"),
      keyword<O, std::optional<CgroupOrder>>(
          "order", "ORDER", &O::order,
          "which control groups, in which order; descendants_pre if only "
          "`cgroup` is given"),
      keyword<O, std::optional<std::uint32_t>>("tid", "TID", &O::tid,
                                               "the only thread to visit"),
      keyword<O, std::optional<std::uint32_t>>("pid", "PID", &O::pid,
                                               "the only process to visit"),
  };
}

// Return the text on which target takes which parameters.
[[nodiscard]] std::string_view iter_details();

// Open what the words name.
[[nodiscard]] IterHook open_iter_hook(const IterWords& words);

}  // namespace skep::cli
