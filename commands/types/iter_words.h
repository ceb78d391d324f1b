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

// A control group by its directory or its id; a directory whose name is a
// number is ./NUMBER.
struct CgroupPlace {
  std::string path{};
  std::uint64_t id = 0;
};

template <>
struct ArgType<CgroupPlace> {
  static CgroupPlace parse(Words& words, std::string_view name);
  static std::string_view syntax() { return "{ DIR | ID }"; }
};

struct IterWords {
  std::optional<MapRef> map;
  std::optional<CgroupPlace> cgroup;
  std::optional<CgroupOrder> order;
  std::optional<std::uint32_t> tid;
  std::optional<std::uint32_t> pid;
  std::optional<std::uint32_t> pidfd;

  [[nodiscard]] bool is_empty() const {
    return !map && !cgroup && !order && !tid && !pid && !pidfd;
  }
};

// Return the arguments for Options that are IterWords.
template <typename O>
std::vector<Arg<O>> iter_arguments() {
  return {
      keyword<O, std::optional<MapRef>>("map", "MAP", &O::map,
                                        "the map to go through"),
      keyword<O, std::optional<CgroupPlace>>("cgroup", "CGROUP", &O::cgroup,
                                             "the control group to start at"),
      keyword<O, std::optional<CgroupOrder>>(
          "order", "ORDER", &O::order,
          "which control groups, in which order; descendants_pre if only "
          "`cgroup` is given"),
      keyword<O, std::optional<std::uint32_t>>("tid", "TID", &O::tid,
                                               "the only thread to visit"),
      keyword<O, std::optional<std::uint32_t>>("pid", "PID", &O::pid,
                                               "the only process to visit"),
      keyword<O, std::optional<std::uint32_t>>(
          "pidfd", "FD", &O::pidfd,
          "the same, by a descriptor (pidfd) that skep has inherited"),
  };
}

// Return the text on which target takes which parameters.
[[nodiscard]] std::string_view iter_details();

// Open what the words name.
// Errors: Error for a map or control group that can't be opened, and for a
//         process or thread that is gone.
[[nodiscard]] IterHook open_iter_hook(const IterWords& words);

}  // namespace skep::cli
