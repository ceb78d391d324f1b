// Links to network devices: XDP, tcx and netkit.
#include "src/link/types.h"
#include "src/sys/netdev.h"
namespace skep {
namespace {

void find_device(LinkInfo& info, std::uint32_t index) {
  info.device =
      index == 0 ? "(detached)" : netdev_name(index).value_or("(unknown)");
}

void print_device(Writer& out, const LinkInfo& info, std::uint32_t index) {
  // The index says nothing when there is no name for it.
  const bool has_name = !info.device.starts_with('(');
  const std::string shown =
      has_name ? fmt::format("{}({})", info.device, index) : info.device;
  out.field("devname", info.device, "\n\tifindex {}  ", shown);
  out.field("ifindex", index);
}

void complete_xdp(const Fd&, LinkInfo& info) {
  find_device(info, info.kernel.xdp.ifindex);
}
void print_xdp(Writer& out, const LinkInfo& info) {
  print_device(out, info, info.kernel.xdp.ifindex);
}

void complete_tcx(const Fd&, LinkInfo& info) {
  find_device(info, info.kernel.tcx.ifindex);
}
void print_tcx(Writer& out, const LinkInfo& info) {
  print_device(out, info, info.kernel.tcx.ifindex);
  print_attach_type(out, info.kernel.tcx.attach_type);
}

void complete_netkit(const Fd&, LinkInfo& info) {
  find_device(info, info.kernel.netkit.ifindex);
}
void print_netkit(Writer& out, const LinkInfo& info) {
  print_device(out, info, info.kernel.netkit.ifindex);
  print_attach_type(out, info.kernel.netkit.attach_type);
}

LinkPlace place_xdp(const LinkInfo& info, PlaceNames&) {
  return {
      .hook = "xdp", .target = info.device, .ifindex = info.kernel.xdp.ifindex};
}

LinkPlace place_tcx(const LinkInfo& info, PlaceNames&) {
  return {.hook = attach_type_text(info.kernel.tcx.attach_type),
          .target = info.device,
          .ifindex = info.kernel.tcx.ifindex};
}

LinkPlace place_netkit(const LinkInfo& info, PlaceNames&) {
  return {.hook = attach_type_text(info.kernel.netkit.attach_type),
          .target = info.device,
          .ifindex = info.kernel.netkit.ifindex};
}

}  // namespace

constinit const LinkType xdp_link{BPF_LINK_TYPE_XDP, complete_xdp, print_xdp,
                                  place_xdp};
constinit const LinkType tcx_link{BPF_LINK_TYPE_TCX, complete_tcx, print_tcx,
                                  place_tcx};
constinit const LinkType netkit_link{BPF_LINK_TYPE_NETKIT, complete_netkit,
                                     print_netkit, place_netkit};

}  // namespace skep
