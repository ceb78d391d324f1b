// Control groups: what their processes do with sockets, devices and sysctls.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/link/attach/order.h"
#include "src/link/attach/program.h"

namespace skep {

struct CgroupHook {
  std::string path{};
  bpf_attach_type type = BPF_CGROUP_INET_INGRESS;
  // Run the program before those of the groups below, not behind them.
  bool is_preorder = false;
  Order order{};
  // Without a link: BPF_F_ALLOW_MULTI, BPF_F_ALLOW_OVERRIDE or none.
  std::uint32_t mode = 0;
};

[[nodiscard]] std::string title_of(const CgroupHook& hook);
// Source: BPF_LINK_CREATE on a directory of cgroup2, since Linux 5.7; in an
//         order since 6.17, BPF_F_PREORDER since 6.15.
[[nodiscard]] Fd attach_to(const CgroupHook& hook, const Program& program);

// Source: BPF_PROG_ATTACH and BPF_PROG_DETACH, since Linux 4.10.
void attach_without_link(const CgroupHook& hook, const Program& program);
void detach_without_link(const CgroupHook& hook, const Program& program);

// Return the type of the programs that an attach type of cgroups takes.
[[nodiscard]] bpf_prog_type cgroup_program_type(bpf_attach_type type);

// Return all attach types of cgroups.
[[nodiscard]] std::vector<bpf_attach_type> cgroup_attach_types();

// Return the attach type of this name: libbpf's ("cgroup_inet4_connect") or
// bpftool's old one ("connect4"); nullopt: none of a cgroup.
[[nodiscard]] std::optional<bpf_attach_type> cgroup_attach_type_of(
    std::string_view name);

// Return the attach type whose old name begins like this: the one with the
// lowest number, as in bpftool.
[[nodiscard]] std::optional<bpf_attach_type> cgroup_attach_type_abbreviated(
    std::string_view start);

// Return all these names.
[[nodiscard]] std::vector<std::string> cgroup_attach_type_names();

}  // namespace skep
