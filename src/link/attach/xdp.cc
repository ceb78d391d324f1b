#include "src/link/attach/xdp.h"

#include <bpf/bpf.h>
#include <linux/if_link.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <vector>

#include "src/net/device.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"
#include "src/sys/netdev.h"

namespace skep {
namespace {

// Return the link that attaches a program to a device by XDP.
std::optional<std::uint32_t> find_link(std::uint32_t prog,
                                       std::uint32_t ifindex) {
  std::optional<std::uint32_t> found;
  for_each_object(ObjectKind::link, [&](std::uint32_t id, const Fd& link) {
    const auto info = info_of<bpf_link_info>(link);
    if (info.type == BPF_LINK_TYPE_XDP && info.prog_id == prog &&
        info.xdp.ifindex == ifindex)
      found = id;
  });
  return found;
}

std::vector<net::XdpProgram> programs_on(Netlink& netlink,
                                         std::uint32_t ifindex) {
  const auto devices = net::list_devices(netlink, ifindex);
  return devices.empty() ? std::vector<net::XdpProgram>{} : devices[0].xdp;
}

bool is_on(const std::vector<net::XdpProgram>& programs, std::uint32_t prog) {
  return std::any_of(
      programs.begin(), programs.end(),
      [&](const net::XdpProgram& program) { return program.id == prog; });
}

std::string attached_hint(std::uint32_t ifindex) {
  Netlink netlink;
  const auto programs = programs_on(netlink, ifindex);
  if (programs.empty()) return {};
  const std::uint32_t prog = programs.front().id;
  const auto link = find_link(prog, ifindex);
  // A link that goes has no id any more while it is still attached.
  if (!link && !is_on(programs_on(netlink, ifindex), prog)) return {};
  return link ? fmt::format(
                    "prog {} is attached there by link {}: `skep "
                    "link detach id {}` takes it off",
                    prog, *link, *link)
              : fmt::format(
                    "prog {} is attached there without a link: `skep prog "
                    "detach` takes it off",
                    prog);
}

Error taken_error(int code, std::uint32_t ifindex) {
  return {ErrorKind::system, code, "another program is attached there",
          attached_hint(ifindex)};
}

// Return the flag for the mode in which a program is attached.
std::uint32_t mode_of(Netlink& netlink, std::uint32_t ifindex,
                      std::uint32_t prog) {
  for (const net::XdpProgram& program : programs_on(netlink, ifindex)) {
    if (program.id != prog) continue;
    if (program.mode == XDP_ATTACHED_SKB) return XDP_FLAGS_SKB_MODE;
    return program.mode == XDP_ATTACHED_HW ? XDP_FLAGS_HW_MODE
                                           : XDP_FLAGS_DRV_MODE;
  }
  throw Error{ErrorKind::system, ENOENT, errno_text(ENOENT),
              hint_for_direct(ENOENT)};
}

}  // namespace

std::string title_of(const XdpHook& hook) {
  return fmt::format("XDP of {}", hook.device);
}

Fd attach_to(const XdpHook& hook, const Program& program) {
  check_type(program, {BPF_PROG_TYPE_XDP});
  const std::uint32_t ifindex = ifindex_of(hook.device);
  bpf_link_create_opts options{};
  options.sz = sizeof options;
  options.flags = hook.mode;
  const int link =
      bpf_link_create(program.fd, static_cast<int>(ifindex), BPF_XDP, &options);
  if (link != -EBUSY && link != -EEXIST) return Fd{accepted(link)};
  throw taken_error(-link, ifindex);
}

void attach_without_link(const XdpHook& hook, const Program& program) {
  check_type(program, {BPF_PROG_TYPE_XDP});
  const std::uint32_t ifindex = ifindex_of(hook.device);
  const std::uint32_t if_free = hook.replaces ? 0 : XDP_FLAGS_UPDATE_IF_NOEXIST;
  Netlink netlink;
  try {
    net::change_xdp(netlink, {.index = ifindex,
                              .program = program.fd,
                              .flags = hook.mode | if_free});
  } catch (const Error& error) {
    if (error.code() != EBUSY && error.code() != EEXIST) throw;
    throw taken_error(error.code(), ifindex);
  }
}

void detach_without_link(const XdpHook& hook, const Program& program) {
  check_type(program, {BPF_PROG_TYPE_XDP});
  const std::uint32_t ifindex = ifindex_of(hook.device);
  Netlink netlink;
  const std::uint32_t mode = mode_of(netlink, ifindex, program.id);
  if (const auto link = find_link(program.id, ifindex))
    throw failure("it is attached by link {}", *link)
        .with_hint(fmt::format("`skep link detach id {}` takes it off", *link));
  net::change_xdp(netlink, {.index = ifindex,
                            .program = -1,
                            .flags = mode | XDP_FLAGS_REPLACE,
                            .expected = program.fd});
}

}  // namespace skep
