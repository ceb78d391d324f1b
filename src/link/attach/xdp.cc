#include "src/link/attach/xdp.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/if_link.h>

#include <cerrno>
#include <optional>

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

std::string attached_hint(std::uint32_t ifindex) {
  bpf_xdp_query_opts attached{};
  attached.sz = sizeof attached;
  if (bpf_xdp_query(static_cast<int>(ifindex), 0, &attached) != 0) return {};
  for (const std::uint32_t prog : {attached.prog_id, attached.drv_prog_id,
                                   attached.skb_prog_id, attached.hw_prog_id}) {
    if (prog == 0) continue;
    const auto link = find_link(prog, ifindex);
    return link ? fmt::format(
                      "prog {} is attached there by link {}: `skep "
                      "link detach id {}` takes it off",
                      prog, *link, *link)
                : fmt::format("prog {} is attached there without a link", prog);
  }
  return {};
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
  throw Error{ErrorKind::system, -link, "another program is attached there",
              attached_hint(ifindex)};
}

}  // namespace skep
