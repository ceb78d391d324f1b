// Where programs are attached, whichever way they came there: one record for
// links and for what was attached before there were links.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "src/link/place.h"

namespace skep::attached {

struct Attachment {
  // What was used: the type of the link, "netlink", "prog_attach", "perf_event"
  // or "map".
  std::string type{};
  LinkPlace place{};
  std::string device{};       // of place.ifindex
  std::string cgroup{};       // of place.cgroup_id
  std::uint32_t prog_id = 0;  // 0: a map of struct_ops stands in its place
  std::optional<std::uint32_t> link_id{};  // nullopt: there is no link
  // Of filters of tc.
  std::optional<std::uint32_t> priority{};
  std::optional<std::uint32_t> handle{};
  // Of perf events without a link: who holds them.
  std::optional<pid_t> pid{};
  std::optional<int> fd{};
};

using Visitor = std::function<void(Attachment attachment)>;

}  // namespace skep::attached
