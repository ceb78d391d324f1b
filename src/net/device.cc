#include "src/net/device.h"

#include <linux/rtnetlink.h>
#include <net/if.h>

#include <array>
#include <utility>

namespace skep::net {
namespace {

// Where each mode tells its program when there are several.
constexpr std::array<std::pair<std::uint16_t, std::uint8_t>, 3> modes{{
    {IFLA_XDP_SKB_PROG_ID, XDP_ATTACHED_SKB},
    {IFLA_XDP_DRV_PROG_ID, XDP_ATTACHED_DRV},
    {IFLA_XDP_HW_PROG_ID, XDP_ATTACHED_HW},
}};

void read_xdp(const NetlinkAttributes& xdp, Device& device) {
  const auto mode = xdp.number<std::uint8_t>(IFLA_XDP_ATTACHED)
                        .value_or(std::uint8_t{XDP_ATTACHED_NONE});
  if (mode == XDP_ATTACHED_NONE) return;
  device.has_xdp_modes = mode == XDP_ATTACHED_MULTI;
  if (!device.has_xdp_modes) {
    const auto id = xdp.number<std::uint32_t>(IFLA_XDP_PROG_ID);
    device.xdp.push_back({mode, id.value_or(0)});
    return;
  }
  for (const auto& [attribute, each] : modes)
    if (const auto id = xdp.number<std::uint32_t>(attribute))
      device.xdp.push_back({each, *id});
}

std::optional<Device> read_device(const NetlinkMessage& message) {
  if (message.type != RTM_NEWLINK) return std::nullopt;
  const auto fixed = message.fixed<ifinfomsg>();
  const auto attributes = message.attributes<ifinfomsg>();
  Device device;
  device.index = static_cast<std::uint32_t>(fixed.ifi_index);
  device.name = attributes.text(IFLA_IFNAME);
  read_xdp(attributes.nested(IFLA_XDP), device);
  return device;
}

}  // namespace

std::vector<Device> list_devices(Netlink& netlink,
                                 std::optional<std::uint32_t> only) {
  NetlinkRequest request{RTM_GETLINK, NLM_F_DUMP, ifinfomsg{}};
  request.add(IFLA_EXT_MASK, std::uint32_t{RTEXT_FILTER_SKIP_STATS});
  std::vector<Device> devices;
  for (const NetlinkMessage& message : netlink.list(request))
    if (auto device = read_device(message);
        device && (!only || device->index == *only))
      devices.push_back(std::move(*device));
  return devices;
}

void change_xdp(Netlink& netlink, const XdpChange& change) {
  ifinfomsg fixed{};
  fixed.ifi_family = AF_UNSPEC;
  fixed.ifi_index = static_cast<int>(change.index);
  NetlinkRequest request{RTM_SETLINK, 0, fixed};
  request.add_nested(IFLA_XDP, [&] {
    request.add(IFLA_XDP_FD, static_cast<std::int32_t>(change.program));
    if (change.flags != 0) request.add(IFLA_XDP_FLAGS, change.flags);
    if (change.expected)
      request.add(IFLA_XDP_EXPECTED_FD,
                  static_cast<std::int32_t>(*change.expected));
  });
  netlink.ask(request);
}

}  // namespace skep::net
