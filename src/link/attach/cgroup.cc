#include "src/link/attach/cgroup.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <array>
#include <cerrno>

#include "src/sys/cgroup.h"
#include "src/sys/error.h"

namespace skep {
namespace {

struct CgroupType {
  bpf_attach_type type;
  std::string_view old_name;  // bpftool's; empty: it has only libbpf's
  bpf_prog_type program;
};

constexpr auto addr = BPF_PROG_TYPE_CGROUP_SOCK_ADDR;
constexpr auto sock = BPF_PROG_TYPE_CGROUP_SOCK;

constexpr std::array<CgroupType, 29> types{{
    {BPF_CGROUP_INET_INGRESS, "ingress", BPF_PROG_TYPE_CGROUP_SKB},
    {BPF_CGROUP_INET_EGRESS, "egress", BPF_PROG_TYPE_CGROUP_SKB},
    {BPF_CGROUP_INET_SOCK_CREATE, "sock_create", sock},
    {BPF_CGROUP_INET_SOCK_RELEASE, "sock_release", sock},
    {BPF_CGROUP_SOCK_OPS, "sock_ops", BPF_PROG_TYPE_SOCK_OPS},
    {BPF_CGROUP_DEVICE, "device", BPF_PROG_TYPE_CGROUP_DEVICE},
    {BPF_CGROUP_INET4_BIND, "bind4", addr},
    {BPF_CGROUP_INET6_BIND, "bind6", addr},
    {BPF_CGROUP_INET4_CONNECT, "connect4", addr},
    {BPF_CGROUP_INET6_CONNECT, "connect6", addr},
    {BPF_CGROUP_INET4_POST_BIND, "post_bind4", sock},
    {BPF_CGROUP_INET6_POST_BIND, "post_bind6", sock},
    {BPF_CGROUP_INET4_GETPEERNAME, "getpeername4", addr},
    {BPF_CGROUP_INET6_GETPEERNAME, "getpeername6", addr},
    {BPF_CGROUP_INET4_GETSOCKNAME, "getsockname4", addr},
    {BPF_CGROUP_INET6_GETSOCKNAME, "getsockname6", addr},
    {BPF_CGROUP_UDP4_SENDMSG, "sendmsg4", addr},
    {BPF_CGROUP_UDP6_SENDMSG, "sendmsg6", addr},
    {BPF_CGROUP_UDP4_RECVMSG, "recvmsg4", addr},
    {BPF_CGROUP_UDP6_RECVMSG, "recvmsg6", addr},
    {BPF_CGROUP_UNIX_CONNECT, "", addr},
    {BPF_CGROUP_UNIX_SENDMSG, "", addr},
    {BPF_CGROUP_UNIX_RECVMSG, "", addr},
    {BPF_CGROUP_UNIX_GETPEERNAME, "", addr},
    {BPF_CGROUP_UNIX_GETSOCKNAME, "", addr},
    {BPF_CGROUP_SYSCTL, "sysctl", BPF_PROG_TYPE_CGROUP_SYSCTL},
    {BPF_CGROUP_GETSOCKOPT, "getsockopt", BPF_PROG_TYPE_CGROUP_SOCKOPT},
    {BPF_CGROUP_SETSOCKOPT, "setsockopt", BPF_PROG_TYPE_CGROUP_SOCKOPT},
    {BPF_LSM_CGROUP, "", BPF_PROG_TYPE_LSM},
}};

std::string hint_for_cgroup(int code) {
  if (code == EINVAL)
    return "the attach type must be the one that the program was loaded for "
           "(its SEC)";
  if (code == EPERM)
    return "a program attached to a cgroup above may allow none below it";
  return {};
}

bpf_prog_type program_type_for(bpf_attach_type attach_type) {
  for (const CgroupType& row : types)
    if (row.type == attach_type) return row.program;
  return BPF_PROG_TYPE_UNSPEC;
}

}  // namespace

std::string title_of(const CgroupHook& hook) {
  return fmt::format("cgroup {} ({})", hook.path,
                     libbpf_bpf_attach_type_str(hook.type));
}

Fd attach_to(const CgroupHook& hook, const Program& program) {
  check_type(program, {program_type_for(hook.type)});
  const Fd cgroup = open_cgroup(hook.path);
  return Fd{
      accepted(bpf_link_create(program.fd, cgroup.get(), hook.type, nullptr),
               hint_for_cgroup)};
}

std::optional<bpf_attach_type> cgroup_attach_type_of(std::string_view name) {
  for (const CgroupType& row : types)
    if (name == libbpf_bpf_attach_type_str(row.type) ||
        (!name.empty() && name == row.old_name))
      return row.type;
  return std::nullopt;
}

std::vector<std::string> cgroup_attach_type_names() {
  std::vector<std::string> names;
  for (const CgroupType& row : types)
    names.emplace_back(libbpf_bpf_attach_type_str(row.type));
  for (const CgroupType& row : types)
    if (!row.old_name.empty()) names.emplace_back(row.old_name);
  return names;
}

}  // namespace skep
