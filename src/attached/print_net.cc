#include "src/attached/print_net.h"

#include <fcntl.h>
#include <linux/if_link.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "src/attached/query.h"
#include "src/link/link_info.h"
#include "src/link/netfilter_names.h"
#include "src/link/types.h"
#include "src/net/device.h"
#include "src/net/traffic_control.h"
#include "src/object/handle.h"
#include "src/sys/kernel_object.h"

namespace skep::attached {
namespace {

std::string_view mode_name(std::uint8_t mode) {
  if (mode == XDP_ATTACHED_SKB) return "generic";
  return mode == XDP_ATTACHED_HW ? "offload" : "driver";
}

void print_device(Writer& out, const net::Device& device) {
  out.field("devname", device.name, "{}");
  out.field("ifindex", device.index, "({})");
}

void print_xdp_program(Writer& out, const net::XdpProgram& program) {
  out.field("mode", mode_name(program.mode), " {}");
  out.field("id", program.id, " id {}");
}

void print_xdp(Writer& out, const net::Device& device) {
  if (device.xdp.empty()) return;
  const auto object = out.object();
  print_device(out, device);
  if (!device.has_xdp_modes) {
    print_xdp_program(out, device.xdp.front());
  } else {
    const auto list = out.list("multi_attachments");
    for (const net::XdpProgram& program : device.xdp) {
      const auto entry = out.object();
      print_xdp_program(out, program);
    }
  }
  out.layout("\n");
}

// Print the numbers of the bits that are set; text only if any is.
void print_flags(Writer& out, std::string_view key, std::uint32_t flags) {
  const auto list = out.list(key);
  if (flags != 0) out.text("{} ", key);
  for (std::uint32_t bit = 0; bit < 32; ++bit)
    if ((flags >> bit & 1U) != 0) out.item(std::uint32_t{1} << bit, "{}");
}

void print_chain_program(Writer& out, const net::Device& device,
                         std::string_view kind, const QueriedProgram& program) {
  const auto object = out.object();
  print_device(out, device);
  out.field("kind", kind, " {}");
  if (const auto prog = open_id(ObjectKind::prog, program.id))
    out.field("name", full_name_of_prog(*prog), " {}");
  out.field("prog_id", program.id, " prog_id {} ");
  print_flags(out, "prog_flags", program.prog_flags);
  out.nonzero("link_id", program.link_id, "link_id {} ");
  print_flags(out, "link_flags", program.link_flags);
  out.layout("\n");
}

void print_chains(Writer& out, const net::Device& device) {
  constexpr std::array<std::pair<bpf_attach_type, std::string_view>, 4> kinds{{
      {BPF_TCX_INGRESS, "tcx/ingress"},
      {BPF_TCX_EGRESS, "tcx/egress"},
      {BPF_NETKIT_PRIMARY, "netkit/primary"},
      {BPF_NETKIT_PEER, "netkit/peer"},
  }};
  for (const auto& [type, kind] : kinds) {
    const auto programs = query_programs(static_cast<int>(device.index), type);
    if (!programs) continue;
    for (const QueriedProgram& program : *programs)
      print_chain_program(out, device, kind, program);
  }
}

void print_action(Writer& out, const net::Action& action) {
  const auto object = out.object();
  out.layout("{");
  if (action.name) out.field("name", *action.name, "{}");
  if (action.id) out.field("id", *action.id, " id {}");
  out.layout("}");
}

void print_filter(Writer& out, const net::Device& device,
                  const net::FilterPlace& place, const net::Filter& filter) {
  const auto object = out.object();
  print_device(out, device);
  out.field("kind", place.kind, " {}");
  if (filter.name) out.field("name", *filter.name, " {}");
  if (filter.id) out.field("id", *filter.id, " id {}");
  if (filter.actions) {
    out.layout(" act [");
    const auto list = out.list("act");
    for (const net::Action& action : *filter.actions) print_action(out, action);
    out.layout("] ");
  }
  out.layout("\n");
}

void print_filters(Writer& out, Netlink& netlink, const net::Device& device,
                   const std::vector<net::Queue>& disciplines) {
  for (const net::FilterPlace& place :
       net::filter_places(netlink, device.index, disciplines))
    for (const net::Filter& filter :
         net::list_filters(netlink, device.index, place.handle))
      print_filter(out, device, place, filter);
}

void print_flow_dissector(Writer& out) {
  const auto list = out.list("flow_dissector");
  out.layout("flow_dissector:\n");
  const Fd netns{::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC)};
  const auto programs = query_programs(netns.get(), BPF_FLOW_DISSECTOR);
  if (programs)
    for (const QueriedProgram& program : *programs) {
      const auto object = out.object();
      out.field("id", program.id, "id {}");
    }
  out.layout("\n");
}

std::vector<LinkInfo> netfilter_links() {
  std::vector<LinkInfo> links;
  for_each_object(ObjectKind::link, [&](std::uint32_t, const Fd& link) {
    if (info_of<bpf_link_info>(link).type == BPF_LINK_TYPE_NETFILTER)
      links.push_back(read_link_info(link));
  });
  std::sort(links.begin(), links.end(),
            [](const LinkInfo& a, const LinkInfo& b) {
              const auto& x = a.kernel.netfilter;
              const auto& y = b.kernel.netfilter;
              return std::tie(x.pf, x.hooknum, x.priority, x.flags) <
                     std::tie(y.pf, y.hooknum, y.priority, y.flags);
            });
  return links;
}

void print_netfilter(Writer& out) {
  const auto list = out.list("netfilter");
  out.layout("netfilter:\n");
  for (const LinkInfo& link : netfilter_links()) {
    const auto object = out.object();
    netfilter_link.print(out, link);
    out.field("id", link.kernel.prog_id, " prog_id {}");
  }
  out.layout("\n");
}

}  // namespace

void print_net(Writer& out, std::optional<std::uint32_t> ifindex) {
  Netlink netlink;
  const auto devices = net::list_devices(netlink, ifindex);
  const auto disciplines = net::list_disciplines(netlink);
  const auto document = out.list();
  const auto object = out.object();
  {
    const auto list = out.list("xdp");
    out.layout("xdp:\n");
    for (const net::Device& device : devices) print_xdp(out, device);
  }
  {
    const auto list = out.list("tc");
    out.layout("\ntc:\n");
    for (const net::Device& device : devices) {
      print_chains(out, device);
      print_filters(out, netlink, device, disciplines);
    }
  }
  out.layout("\n");
  print_flow_dissector(out);
  print_netfilter(out);
}

}  // namespace skep::attached
