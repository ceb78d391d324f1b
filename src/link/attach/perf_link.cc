#include "src/link/attach/perf_link.h"

#include <bpf/bpf.h>
#include <sys/ioctl.h>

#include <cerrno>

#include "src/sys/error.h"

namespace skep {
namespace {

std::string hint_for_link(int code) {
  return code == EINVAL
             ? "links to perf events need Linux 5.15, cookies the same"
             : "";
}

}  // namespace

Fd attach_to_perf_event(const Program& program, const Fd& event,
                        std::uint64_t cookie) {
  bpf_link_create_opts options{};
  options.sz = sizeof options;
  options.perf_event.bpf_cookie = cookie;
  Fd link = Fd{accepted(
      bpf_link_create(program.fd, event.get(), BPF_PERF_EVENT, &options),
      hint_for_link)};
  check(::ioctl(event.get(), PERF_EVENT_IOC_ENABLE, 0),
        "can't switch on the perf event");
  return link;
}

}  // namespace skep
