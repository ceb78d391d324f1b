// Hooks of a network device whose programs run in an order: tcx, netkit.
#pragma once

#include <functional>
#include <string>

#include "src/link/attach/order.h"
#include "src/link/attach/program.h"

namespace skep {

// Where on a device, and for what.
struct DevicePlace {
  const std::string& device;
  bpf_attach_type type;
};

// Attach by a link, or without. `hint_for` tells what is known about an errno
// value.
// Source: BPF_LINK_CREATE; BPF_PROG_ATTACH and BPF_PROG_DETACH.
[[nodiscard]] Fd link_in_order(
    const DevicePlace& place, const Order& order, const Program& program,
    const std::function<std::string(int code)>& hint_for);
void attach_in_order(const DevicePlace& place, const Order& order,
                     const Program& program,
                     const std::function<std::string(int code)>& hint_for);
void detach_from_order(const DevicePlace& place, const Program& program);

}  // namespace skep
