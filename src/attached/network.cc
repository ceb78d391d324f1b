// What is attached to network devices without links.
#include <fmt/format.h>

#include <array>
#include <utility>

#include "src/attached/query.h"
#include "src/attached/sources.h"
#include "src/net/device.h"
#include "src/net/traffic_control.h"

namespace skep::attached {
namespace {

Attachment at_device(std::string type, std::string hook,
                     const net::Device& device) {
  Attachment attachment;
  attachment.type = std::move(type);
  attachment.place = {
      .hook = std::move(hook), .target = device.name, .ifindex = device.index};
  attachment.device = device.name;
  return attachment;
}

std::string hook_of(const net::FilterPlace& place) {
  if (place.handle == net::clsact_ingress) return "tc_ingress";
  if (place.handle == net::clsact_egress) return "tc_egress";
  return fmt::format("tc {} {:x}:{:x}", place.kind, place.handle >> 16U,
                     place.handle & 0xffffU);
}

Attachment filter_attachment(const net::Filter& filter,
                             const net::FilterPlace& place,
                             const net::Device& device) {
  Attachment found = at_device("netlink", hook_of(place), device);
  found.prog_id = filter.id.value_or(0);
  found.priority = filter.priority;
  found.handle = filter.handle;
  return found;
}

}  // namespace

void visit_xdp(const SeenLinks& seen, const Visitor& visit) {
  Netlink netlink;
  for (const net::Device& device : net::list_devices(netlink))
    for (const net::XdpProgram& program : device.xdp) {
      Attachment found = at_device("netlink", "xdp", device);
      found.prog_id = program.id;
      if (!seen.has(found)) visit(std::move(found));
    }
}

void visit_tc(const Visitor& visit) {
  Netlink netlink;
  const auto disciplines = net::list_disciplines(netlink);
  for (const net::Device& device : net::list_devices(netlink))
    for (const net::FilterPlace& place :
         net::filter_places(netlink, device.index, disciplines))
      for (const net::Filter& filter :
           net::list_filters(netlink, device.index, place.handle))
        visit(filter_attachment(filter, place, device));
}

void visit_chains(const Visitor& visit) {
  constexpr std::array<bpf_attach_type, 4> types{
      BPF_TCX_INGRESS, BPF_TCX_EGRESS, BPF_NETKIT_PRIMARY, BPF_NETKIT_PEER};
  Netlink netlink;
  for (const net::Device& device : net::list_devices(netlink))
    for (const bpf_attach_type type : types) {
      const auto programs =
          query_programs(static_cast<int>(device.index), type);
      if (!programs) continue;
      for (const QueriedProgram& program : *programs) {
        if (program.link_id != 0) continue;
        Attachment found =
            at_device("prog_attach", attach_type_text(type), device);
        found.prog_id = program.id;
        visit(std::move(found));
      }
    }
}

}  // namespace skep::attached
