#include "src/link/detach_device.h"

#include <bpf/bpf.h>

#include <cerrno>

#include "src/net/device.h"
#include "src/sys/error.h"
#include "src/sys/netdev.h"

namespace skep {
namespace {

std::string hint_for_detach(int code) {
  if (code == EBUSY || code == EINVAL)
    return "a link is attached there: `skep link detach` takes it off";
  if (code == ENOENT) return "no program is attached there";
  return {};
}

Error with_hint(const Error& error, const std::string& what) {
  const std::string hint = hint_for_detach(error.code());
  return (hint.empty() ? error : error.with_hint(hint)).in(what);
}

}  // namespace

void detach_xdp(const std::string& device, std::uint32_t mode) {
  const std::uint32_t index = ifindex_of(device);
  Netlink netlink;
  try {
    net::change_xdp(netlink, {.index = index, .program = -1, .flags = mode});
  } catch (const Error& error) {
    throw with_hint(error, fmt::format("can't detach from XDP of {}", device));
  }
}

void detach_last_of_tcx(const std::string& device, bool is_egress) {
  const auto index = static_cast<int>(ifindex_of(device));
  const int result =
      bpf_prog_detach(index, is_egress ? BPF_TCX_EGRESS : BPF_TCX_INGRESS);
  if (result == 0) return;
  const Error error{ErrorKind::system, -result, errno_text(result), {}};
  throw with_hint(error, fmt::format("can't detach from tcx {} of {}",
                                     is_egress ? "egress" : "ingress", device));
}

}  // namespace skep
