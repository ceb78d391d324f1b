// Links of iterators. The kernel puts the parameters of all targets into the
// same bytes: only the name of the target tells which of them are meant.
#include <string_view>

#include "src/link/iter_target.h"
#include "src/link/types.h"
#include "src/sys/bytes.h"
#include "src/sys/kernel_object.h"

namespace skep {
namespace {

void complete(const Fd& link, LinkInfo& info) {
  KernelText name;
  auto request = zeroed<bpf_link_info>();
  name.lend_to(request.iter.target_name, request.iter.target_name_len);
  info.kernel = info_of(link, request);
  info.name = name.str();
}

void print_map(Writer& out, const bpf_link_info& link) {
  // The kernel does not tell the map of sockmap iterators.
  if (const auto id = link.iter.map.map_id; id != 0)
    out.field("map_id", id, "map_id {}  ");
}

void print_task(Writer& out, const bpf_link_info& link) {
  const auto& task = link.iter.task;
  if (task.tid != 0)
    out.field("tid", task.tid, "tid {} ");
  else if (task.pid != 0)
    out.field("pid", task.pid, "pid {} ");
}

void print_cgroup(Writer& out, const bpf_link_info& link) {
  const auto& cgroup = link.iter.cgroup;
  out.field("cgroup_id", cgroup.cgroup_id, "cgroup_id {}  ");
  out.field("order", cgroup_order_name(cgroup.order), "order {}  ");
}

void print(Writer& out, const LinkInfo& info) {
  out.field("target_name", info.name, "target_name {}  ");
  switch (iter_parameters_of(info.name).value_or(IterParameters::none)) {
    case IterParameters::map:
      print_map(out, info.kernel);
      break;
    case IterParameters::task:
      print_task(out, info.kernel);
      break;
    case IterParameters::cgroup:
      print_cgroup(out, info.kernel);
      break;
    case IterParameters::none:
      break;
  }
}

LinkPlace place(const LinkInfo& info, PlaceNames&) {
  return {.hook = "iter", .target = info.name};
}

}  // namespace

constinit const LinkType iter_link{BPF_LINK_TYPE_ITER, complete, print, place};

}  // namespace skep
