#include "src/attached/find.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "src/attached/sources.h"
#include "src/sys/error.h"
#include "src/sys/log.h"

namespace skep::attached {
namespace {

// What may not be asked is left out, with a warning; all else goes on.
void ask(const char* what, const std::function<void()>& source) {
  try {
    source();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::system) throw;
    log::warn("{} are left out: {}", what, error.what());
  }
}

// Leave out what came by links after the links were listed.
void leave_out_new_links(PlaceNames& names, std::vector<Attachment>& found) {
  const auto has_link = [](const Attachment& attachment) {
    return attachment.link_id.has_value();
  };
  if (std::all_of(found.begin(), found.end(), has_link)) return;
  SeenLinks now;
  visit_links(names, now, [](const Attachment&) {});
  std::erase_if(found, [&](const Attachment& attachment) {
    const bool is_event = attachment.type == "perf_event";
    return !has_link(attachment) &&
           (is_event ? now.has_event_of(attachment.prog_id)
                     : now.has(attachment));
  });
}

}  // namespace

bool Filter::matches(const Attachment& attachment) const {
  const LinkPlace& place = attachment.place;
  return (!ifindex || place.ifindex == *ifindex) &&
         (!cgroup_id || place.cgroup_id == *cgroup_id) &&
         (!prog_id || attachment.prog_id == *prog_id) &&
         (!type || place.hook == *type || attachment.type == *type);
}

std::vector<Attachment> find_links(const Filter& filter) {
  std::vector<Attachment> found;
  PlaceNames names;
  SeenLinks seen;
  visit_links(names, seen, [&](Attachment attachment) {
    if (filter.matches(attachment)) found.push_back(std::move(attachment));
  });
  return found;
}

std::vector<Attachment> find_attachments(const Filter& filter) {
  std::vector<Attachment> found;
  PlaceNames names;
  SeenLinks seen;
  const Visitor visit = [&](Attachment attachment) {
    if (filter.matches(attachment)) found.push_back(std::move(attachment));
  };
  visit_links(names, seen, visit);
  ask("programs of XDP", [&] { visit_xdp(seen, visit); });
  ask("filters of tc", [&] { visit_tc(visit); });
  ask("programs of tcx and netkit", [&] { visit_chains(visit); });
  ask("programs of control groups", [&] { visit_cgroups(seen, visit); });
  ask("flow dissectors", [&] { visit_flow_dissector(seen, visit); });
  ask("programs of infrared receivers", [&] { visit_lirc(visit); });
  ask("programs of maps", [&] { visit_maps(seen, visit); });
  ask("programs of perf events", [&] { visit_perf_events(seen, visit); });
  leave_out_new_links(names, found);
  return found;
}

}  // namespace skep::attached
