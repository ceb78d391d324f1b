#include "src/link/types.h"

#include <bpf/libbpf.h>

namespace skep {

const LinkType* find_link_type(std::uint32_t type) {
  static constexpr std::array<const LinkType*, 14> types{
      &raw_tracepoint_link, &tracing_link,      &cgroup_link,
      &iter_link,           &netns_link,        &xdp_link,
      &perf_event_link,     &kprobe_multi_link, &struct_ops_link,
      &netfilter_link,      &tcx_link,          &uprobe_multi_link,
      &netkit_link,         &sockmap_link};
  for (const LinkType* known : types)
    if (known->type == type) return known;
  return nullptr;
}

std::string link_type_text(std::uint32_t type) {
  const char* name = libbpf_bpf_link_type_str(static_cast<bpf_link_type>(type));
  return name != nullptr ? name : fmt::format("type {}", type);
}

void print_attach_type(Writer& out, std::uint32_t attach_type) {
  out.named("attach_type",
            libbpf_bpf_attach_type_str(
                static_cast<enum bpf_attach_type>(attach_type)),
            attach_type, "attach_type {}  ", "attach_type {}  ");
}

}  // namespace skep
