// tc: the queueing disciplines and classes of network devices, and the BPF
// filters on them, as rtnetlink tells.
#pragma once

#include <linux/pkt_sched.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/sys/netlink.h"

namespace skep::net {

// What filters hang on beside classes and other disciplines.
inline constexpr std::uint32_t clsact_ingress =
    TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS);
inline constexpr std::uint32_t clsact_egress =
    TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS);

// A queueing discipline or a class.
struct Queue {
  std::uint32_t index = 0;  // of the device
  std::uint32_t handle = 0;
  std::uint32_t parent = 0;
  std::string kind{};  // "clsact", "fq"
};

// An action behind a filter.
struct Action {
  std::optional<std::string> name{};
  std::optional<std::uint32_t> id{};  // of a BPF program
};

// A filter that is a BPF program.
struct Filter {
  std::uint32_t index = 0;  // of the device
  std::uint32_t parent = 0;
  std::uint32_t handle = 0;
  std::uint16_t priority = 0;
  std::uint16_t protocol = 0;  // in network byte order
  std::optional<std::string> name{};
  std::optional<std::uint32_t> id{};  // of the program
  std::optional<std::vector<Action>> actions{};
};

// Return the disciplines of all devices.
// Source: RTM_GETQDISC.
[[nodiscard]] std::vector<Queue> list_disciplines(Netlink& netlink);

// Return the classes of one device.
// Source: RTM_GETTCLASS.
[[nodiscard]] std::vector<Queue> list_classes(Netlink& netlink,
                                              std::uint32_t index);

// What filters of a device can hang on.
struct FilterPlace {
  std::string kind{};  // "clsact/ingress"; of others that of the queue, "htb"
  std::uint32_t handle = 0;
};

// Return these places of a device, in bpftool's order: classes, disciplines,
// then those of clsact. `disciplines` are those of all devices.
[[nodiscard]] std::vector<FilterPlace> filter_places(
    Netlink& netlink, std::uint32_t index,
    const std::vector<Queue>& disciplines);

// Return the BPF filters of a device that hang on `parent` (a handle), in the
// order in which they run; none when there is no such place.
// Source: RTM_GETTFILTER; ids since Linux 4.13.
[[nodiscard]] std::vector<Filter> list_filters(Netlink& netlink,
                                               std::uint32_t index,
                                               std::uint32_t parent);

// Give a device the discipline "clsact", where filters see all that comes in
// and goes out; return false if it has one.
// Source: RTM_NEWQDISC, since Linux 4.5.
bool add_clsact(Netlink& netlink, std::uint32_t index);
// Take it away, with all its filters.
void remove_clsact(Netlink& netlink, std::uint32_t index);

// Add a program as a filter that judges packets itself (direct action), for all
// protocols. What of priority and handle is 0 the kernel chooses, which is
// filled in.
void add_filter(Netlink& netlink, int program, Filter& filter);
void remove_filter(Netlink& netlink, const Filter& filter);

}  // namespace skep::net
