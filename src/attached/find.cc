#include "src/attached/find.h"

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
  return found;
}

}  // namespace skep::attached
