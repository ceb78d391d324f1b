#include "src/net/traffic_control.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <linux/rtnetlink.h>
#include <linux/tc_act/tc_bpf.h>

#include <cerrno>
#include <utility>

#include "src/sys/error.h"

namespace skep::net {
namespace {

tcmsg place(std::uint32_t index, std::uint32_t parent,
            std::uint32_t handle = 0) {
  tcmsg message{};
  message.tcm_family = AF_UNSPEC;
  message.tcm_ifindex = static_cast<int>(index);
  message.tcm_parent = parent;
  message.tcm_handle = handle;
  return message;
}

// A list of what hangs where there is nothing (any more) is empty.
std::vector<NetlinkMessage> list_or_nothing(Netlink& netlink,
                                            const NetlinkRequest& request) {
  try {
    return netlink.list(request);
  } catch (const Error& error) {
    const int code = error.code();
    if (code == ENODEV || code == ENOENT || code == EINVAL ||
        code == EOPNOTSUPP)
      return {};
    throw;
  }
}

std::vector<Queue> list_queues(Netlink& netlink, const NetlinkRequest& request,
                               std::uint16_t answer) {
  std::vector<Queue> queues;
  for (const NetlinkMessage& message : list_or_nothing(netlink, request)) {
    if (message.type != answer) continue;
    const auto fixed = message.fixed<tcmsg>();
    queues.push_back({static_cast<std::uint32_t>(fixed.tcm_ifindex),
                      fixed.tcm_handle, fixed.tcm_parent,
                      message.attributes<tcmsg>().text(TCA_KIND)});
  }
  return queues;
}

std::optional<std::string> text_in(const NetlinkAttributes& attributes,
                                   std::uint16_t type) {
  if (!attributes.find(type)) return std::nullopt;
  return attributes.text(type);
}

// The place of an attribute in the list is that of the action.
std::vector<Action> read_actions(const NetlinkAttributes& list) {
  std::vector<Action> actions;
  list.visit([&](std::uint16_t, ByteView value) {
    const NetlinkAttributes action{value};
    if (action.text(TCA_ACT_KIND) != "bpf") return;
    const auto options = action.nested(TCA_ACT_OPTIONS);
    actions.push_back({text_in(options, TCA_ACT_BPF_NAME),
                       options.number<std::uint32_t>(TCA_ACT_BPF_ID)});
  });
  return actions;
}

std::optional<Filter> read_filter(const NetlinkMessage& message) {
  const auto attributes = message.attributes<tcmsg>();
  if (message.type != RTM_NEWTFILTER || attributes.text(TCA_KIND) != "bpf" ||
      !attributes.find(TCA_OPTIONS))
    return std::nullopt;
  const auto fixed = message.fixed<tcmsg>();
  const auto options = attributes.nested(TCA_OPTIONS);
  Filter filter;
  filter.index = static_cast<std::uint32_t>(fixed.tcm_ifindex);
  filter.parent = fixed.tcm_parent;
  filter.handle = fixed.tcm_handle;
  filter.priority = static_cast<std::uint16_t>(fixed.tcm_info >> 16U);
  filter.protocol = static_cast<std::uint16_t>(fixed.tcm_info);
  filter.name = text_in(options, TCA_BPF_NAME);
  filter.id = options.number<std::uint32_t>(TCA_BPF_ID);
  if (options.find(TCA_BPF_ACT))
    filter.actions = read_actions(options.nested(TCA_BPF_ACT));
  return filter;
}

tcmsg place_of(const Filter& filter) {
  tcmsg message = place(filter.index, filter.parent, filter.handle);
  message.tcm_info = TC_H_MAKE(std::uint32_t{filter.priority} << 16U,
                               std::uint32_t{filter.protocol});
  return message;
}

NetlinkRequest clsact_request(std::uint16_t type, std::uint16_t flags,
                              std::uint32_t index) {
  NetlinkRequest request{type, flags,
                         place(index, TC_H_CLSACT, TC_H_MAKE(TC_H_CLSACT, 0))};
  request.add(TCA_KIND, std::string{"clsact"});
  return request;
}

}  // namespace

std::vector<Queue> list_disciplines(Netlink& netlink) {
  return list_queues(netlink, {RTM_GETQDISC, NLM_F_DUMP, place(0, 0)},
                     RTM_NEWQDISC);
}

std::vector<Queue> list_classes(Netlink& netlink, std::uint32_t index) {
  return list_queues(netlink, {RTM_GETTCLASS, NLM_F_DUMP, place(index, 0)},
                     RTM_NEWTCLASS);
}

std::vector<FilterPlace> filter_places(Netlink& netlink, std::uint32_t index,
                                       const std::vector<Queue>& disciplines) {
  std::vector<FilterPlace> places;
  for (Queue& queue : list_classes(netlink, index))
    places.push_back({std::move(queue.kind), queue.handle});
  bool has_clsact = false;
  for (const Queue& queue : disciplines) {
    if (queue.index != index) continue;
    if (queue.kind == "clsact")
      has_clsact = true;
    else
      places.push_back({queue.kind, queue.handle});
  }
  if (has_clsact) {
    places.push_back({"clsact/ingress", clsact_ingress});
    places.push_back({"clsact/egress", clsact_egress});
  }
  return places;
}

std::vector<Filter> list_filters(Netlink& netlink, std::uint32_t index,
                                 std::uint32_t parent) {
  const NetlinkRequest request{RTM_GETTFILTER, NLM_F_DUMP,
                               place(index, parent)};
  std::vector<Filter> filters;
  for (const NetlinkMessage& message : list_or_nothing(netlink, request))
    if (auto filter = read_filter(message))
      filters.push_back(std::move(*filter));
  return filters;
}

bool add_clsact(Netlink& netlink, std::uint32_t index) {
  try {
    netlink.ask(clsact_request(RTM_NEWQDISC, NLM_F_CREATE | NLM_F_EXCL, index));
  } catch (const Error& error) {
    if (error.code() == EEXIST) return false;
    throw;
  }
  return true;
}

void remove_clsact(Netlink& netlink, std::uint32_t index) {
  netlink.ask(clsact_request(RTM_DELQDISC, 0, index));
}

void add_filter(Netlink& netlink, int program, Filter& filter) {
  filter.protocol = htons(ETH_P_ALL);
  NetlinkRequest request{RTM_NEWTFILTER, NLM_F_CREATE | NLM_F_EXCL | NLM_F_ECHO,
                         place_of(filter)};
  request.add(TCA_KIND, std::string{"bpf"});
  request.add_nested(TCA_OPTIONS, [&] {
    request.add(TCA_BPF_FD, static_cast<std::uint32_t>(program));
    if (filter.name) request.add(TCA_BPF_NAME, *filter.name);
    request.add(TCA_BPF_FLAGS, std::uint32_t{TCA_BPF_FLAG_ACT_DIRECT});
  });
  for (const NetlinkMessage& answer : netlink.ask(request))
    if (const auto added = read_filter(answer)) {
      filter.priority = added->priority;
      filter.handle = added->handle;
    }
}

void remove_filter(Netlink& netlink, const Filter& filter) {
  NetlinkRequest request{RTM_DELTFILTER, 0, place_of(filter)};
  request.add(TCA_KIND, std::string{"bpf"});
  netlink.ask(request);
}

}  // namespace skep::net
