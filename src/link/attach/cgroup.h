// Control groups: what their processes do with sockets, devices and sysctls.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/link/attach/program.h"

namespace skep {

struct CgroupHook {
  std::string path;
  bpf_attach_type type = BPF_CGROUP_INET_INGRESS;
};

[[nodiscard]] std::string title_of(const CgroupHook& hook);
// Source: BPF_LINK_CREATE on a directory of cgroup2, since Linux 5.7.
[[nodiscard]] Fd attach_to(const CgroupHook& hook, const Program& program);

// Return the attach type of this name: libbpf's ("cgroup_inet4_connect") or
// bpftool's old one ("connect4"); nullopt: none of a cgroup.
[[nodiscard]] std::optional<bpf_attach_type> cgroup_attach_type_of(
    std::string_view name);

// Return all these names.
[[nodiscard]] std::vector<std::string> cgroup_attach_type_names();

}  // namespace skep
