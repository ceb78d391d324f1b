#include "src/link/attach/device_order.h"

#include <bpf/bpf.h>

#include "src/sys/netdev.h"

namespace skep {
namespace {

// Programs of all these hooks are of one type.
int index_for(const DevicePlace& place, const Program& program) {
  check_type(program, {BPF_PROG_TYPE_SCHED_CLS});
  return static_cast<int>(ifindex_of(place.device));
}

}  // namespace

Fd link_in_order(const DevicePlace& place, const Order& order,
                 const Program& program,
                 const std::function<std::string(int code)>& hint_for) {
  const int index = index_for(place, program);
  bpf_link_create_opts options{};
  options.sz = sizeof options;
  options.flags = order.flags();
  // netkit's part of the union is the same.
  options.tcx.relative_fd = order.relative_fd();
  return Fd{accepted(bpf_link_create(program.fd, index, place.type, &options),
                     hint_for)};
}

void attach_in_order(const DevicePlace& place, const Order& order,
                     const Program& program,
                     const std::function<std::string(int code)>& hint_for) {
  const int index = index_for(place, program);
  struct bpf_prog_attach_opts options{};
  options.sz = sizeof options;
  options.flags = order.flags();
  options.relative_fd = static_cast<int>(order.relative_fd());
  accepted(bpf_prog_attach_opts(program.fd, index, place.type, &options),
           hint_for);
}

void detach_from_order(const DevicePlace& place, const Program& program) {
  const int index = index_for(place, program);
  accepted(bpf_prog_detach_opts(program.fd, index, place.type, nullptr),
           hint_for_direct);
}

}  // namespace skep
