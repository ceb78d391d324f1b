#include "src/link/attach/tc.h"

#include <cerrno>
#include <vector>

#include "src/net/traffic_control.h"
#include "src/sys/error.h"
#include "src/sys/netdev.h"
#include "src/sys/text.h"

namespace skep {
namespace {

std::uint32_t parent_of(const TcHook& hook) {
  return hook.is_egress ? net::clsact_egress : net::clsact_ingress;
}

Error add_error(const Error& error, const TcHook& hook) {
  switch (error.code()) {
    case EEXIST:
      return error.with_hint(fmt::format(
          "the filter {:#x} of priority {} is there already: choose another "
          "`handle` or `priority`",
          hook.handle.value_or(0), hook.priority.value_or(0)));
    case ENOENT:
    case EOPNOTSUPP:
      return error.with_hint(
          "the kernel is built without tc filters (CONFIG_NET_CLS_BPF, "
          "CONFIG_NET_SCH_INGRESS), or another discipline stands in the place "
          "of clsact");
    default:
      return error;
  }
}

bool is_meant(const TcHook& hook, const Program& program,
              const net::Filter& filter) {
  return filter.id == program.id &&
         hook.priority.value_or(filter.priority) == filter.priority &&
         hook.handle.value_or(filter.handle) == filter.handle;
}

// Find the one filter that a hook means.
net::Filter find_filter(Netlink& netlink, std::uint32_t index,
                        const TcHook& hook, const Program& program) {
  std::vector<net::Filter> found;
  std::vector<std::string> places;
  for (net::Filter& filter :
       net::list_filters(netlink, index, parent_of(hook))) {
    if (!is_meant(hook, program, filter)) continue;
    places.push_back(fmt::format("priority {} handle {:#x}", filter.priority,
                                 filter.handle));
    found.push_back(std::move(filter));
  }
  if (found.empty())
    throw Error{
        ErrorKind::system, ENOENT, "the program is not attached there", {}};
  if (found.size() > 1)
    throw failure("the program is attached there {} times", found.size())
        .with_hint("choose one of them: " + join(places, ", "));
  return std::move(found.front());
}

bool has_filters(Netlink& netlink, std::uint32_t index) {
  return !net::list_filters(netlink, index, net::clsact_ingress).empty() ||
         !net::list_filters(netlink, index, net::clsact_egress).empty();
}

}  // namespace

std::string title_of(const TcHook& hook) {
  return fmt::format("tc {} of {}", hook.is_egress ? "egress" : "ingress",
                     hook.device);
}

void attach_without_link(TcHook& hook, const Program& program) {
  check_type(program, {BPF_PROG_TYPE_SCHED_CLS});
  const std::uint32_t index = ifindex_of(hook.device);
  Netlink netlink;
  net::Filter filter{.index = index,
                     .parent = parent_of(hook),
                     .handle = hook.handle.value_or(0),
                     .priority = hook.priority.value_or(0)};
  filter.name = program.name;
  const bool is_new = net::add_clsact(netlink, index);
  try {
    net::add_filter(netlink, program.fd, filter);
  } catch (const Error& error) {
    if (is_new && !has_filters(netlink, index))
      net::remove_clsact(netlink, index);
    throw add_error(error, hook);
  }
  hook.priority = filter.priority;
  hook.handle = filter.handle;
  hook.removes_discipline = is_new;
}

void detach_without_link(const TcHook& hook, const Program& program) {
  check_type(program, {BPF_PROG_TYPE_SCHED_CLS});
  const std::uint32_t index = ifindex_of(hook.device);
  Netlink netlink;
  net::remove_filter(netlink, find_filter(netlink, index, hook, program));
  if (hook.removes_discipline && !has_filters(netlink, index))
    net::remove_clsact(netlink, index);
}

}  // namespace skep
