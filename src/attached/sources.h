// Where attachments are found: each source in a file of its own.
#pragma once

#include <set>
#include <tuple>
#include <vector>

#include "src/attached/attachment.h"

namespace skep::attached {

// The links that were seen, by which others know that what they find is
// attached by one.
class SeenLinks {
 public:
  void add(const Attachment& link) {
    places_.insert(key_of(link));
    if (link.type == "perf_event") event_progs_.insert(link.prog_id);
  }
  // Is there a link of this program to the same hook of the same device, group
  // or map?
  [[nodiscard]] bool has(const Attachment& found) const {
    return places_.contains(key_of(found));
  }

  // Is there a link of this program to any perf event?
  [[nodiscard]] bool has_event_of(std::uint32_t prog_id) const {
    return event_progs_.contains(prog_id);
  }

 private:
  using Key = std::tuple<std::string, std::uint32_t, std::uint64_t,
                         std::uint32_t, std::uint32_t>;
  static Key key_of(const Attachment& a) {
    return {a.place.hook, a.place.ifindex, a.place.cgroup_id, a.place.map_id,
            a.prog_id};
  }

  std::set<Key> places_{};
  std::set<std::uint32_t> event_progs_{};
};

// All of them visit what they find in an order of their own. What is gone
// meanwhile, and what the kernel does not have, is left out.

// Source: the links of the kernel.
void visit_links(PlaceNames& names, SeenLinks& seen, const Visitor& visit);

// Source: rtnetlink, and BPF_PROG_QUERY for tcx and netkit; those of this
//         network namespace.
void visit_xdp(const SeenLinks& seen, const Visitor& visit);
void visit_tc(const Visitor& visit);
void visit_chains(const Visitor& visit);

// Source: BPF_PROG_QUERY for each control group and attach type.
void visit_cgroups(const SeenLinks& seen, const Visitor& visit);

// Source: BPF_PROG_QUERY for this network namespace and for infrared receivers.
void visit_flow_dissector(const SeenLinks& seen, const Visitor& visit);
void visit_lirc(const Visitor& visit);

// Programs of socket maps, and maps of struct_ops that have no links.
// Source: the maps of the kernel, and BPF_PROG_QUERY for socket maps.
void visit_maps(const SeenLinks& seen, const Visitor& visit);

// Source: BPF_TASK_FD_QUERY for each descriptor of a perf event.
void visit_perf_events(const SeenLinks& seen, const Visitor& visit);

}  // namespace skep::attached
