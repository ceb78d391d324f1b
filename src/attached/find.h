// All that is attached, and the part of it that is asked for.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/attached/attachment.h"

namespace skep::attached {

// What attachments must have; all that is set.
struct Filter {
  std::optional<std::uint32_t> ifindex{};
  std::optional<std::uint64_t> cgroup_id{};
  std::optional<std::uint32_t> prog_id{};
  // A hook ("tcx_ingress"), or what attaches to it ("tcx", "netlink").
  std::optional<std::string> type{};

  [[nodiscard]] bool is_empty() const {
    return !ifindex && !cgroup_id && !prog_id && !type;
  }
  [[nodiscard]] bool matches(const Attachment& attachment) const;
};

// Return the links that a filter lets through, in order of their ids.
[[nodiscard]] std::vector<Attachment> find_links(const Filter& filter);

// Return all attachments that it lets through: links first, then those
// without one. Sources that may not be asked are left out.
[[nodiscard]] std::vector<Attachment> find_attachments(const Filter& filter);

}  // namespace skep::attached
