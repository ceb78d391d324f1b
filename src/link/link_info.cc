#include "src/link/link_info.h"

#include "src/link/types.h"
#include "src/sys/kernel_object.h"

namespace skep {

LinkInfo read_link_info(const Fd& link) {
  LinkInfo info;
  info.kernel = info_of<bpf_link_info>(link);
  const LinkType* type = find_link_type(info.kernel.type);
  if (type != nullptr && type->complete != nullptr) type->complete(link, info);
  return info;
}

std::optional<std::uint64_t> perf_event_cookie(const LinkInfo& info) {
  if (info.kernel.type != BPF_LINK_TYPE_PERF_EVENT) return std::nullopt;
  const auto& perf = info.kernel.perf_event;
  switch (perf.type) {
    case BPF_PERF_EVENT_EVENT:
      return perf.event.cookie;
    case BPF_PERF_EVENT_TRACEPOINT:
      return perf.tracepoint.cookie;
    case BPF_PERF_EVENT_KPROBE:
    case BPF_PERF_EVENT_KRETPROBE:
      return perf.kprobe.cookie;
    case BPF_PERF_EVENT_UPROBE:
    case BPF_PERF_EVENT_URETPROBE:
      return perf.uprobe.cookie;
    default:
      return std::nullopt;
  }
}

}  // namespace skep
