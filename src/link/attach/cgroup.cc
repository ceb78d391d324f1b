#include "src/link/attach/cgroup.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <algorithm>
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

std::string hint_for_cgroup(int code, const CgroupHook& hook) {
  if (code == EINVAL && hook.order.is_set())
    return "the order of programs of cgroups can be chosen since Linux 6.17";
  if (code == EINVAL && hook.is_preorder) return "'preorder' needs Linux 6.15";
  if (code == EINVAL)
    return "the attach type must be the one that the program was loaded for "
           "(its SEC)";
  if (code == E2BIG) return "as many programs are attached as there can be";
  if (code == EPERM)
    return "a program attached to a cgroup above may allow none below it";
  return {};
}

std::string hint_for_mode(int code, const CgroupHook& hook) {
  if (code == EEXIST) return "this program is attached there already";
  if (code == EPERM && hook.mode != BPF_F_ALLOW_MULTI)
    return "a program is attached to this cgroup by `multi` or a link, or to "
           "one above that allows none below it";
  return hint_for_cgroup(code, hook);
}

std::uint32_t flags_of(const CgroupHook& hook) {
  const std::uint32_t preorder = hook.is_preorder ? BPF_F_PREORDER : 0;
  return hook.order.flags() | preorder;
}

// Is a program attached to this very cgroup, by a link or without?
bool is_attached(const Program& program, const Fd& cgroup,
                 bpf_attach_type type) {
  std::array<std::uint32_t, 64> ids{};
  auto count = static_cast<std::uint32_t>(ids.size());
  accepted(bpf_prog_query(cgroup.get(), type, 0, nullptr, ids.data(), &count));
  const auto end = ids.begin() + std::min<std::size_t>(count, ids.size());
  return std::find(ids.begin(), end, program.id) != end;
}

}  // namespace

std::string title_of(const CgroupHook& hook) {
  return fmt::format("cgroup {} ({})", hook.path,
                     libbpf_bpf_attach_type_str(hook.type));
}

Fd attach_to(const CgroupHook& hook, const Program& program) {
  check_type(program, {cgroup_program_type(hook.type)});
  const Fd cgroup = open_cgroup(hook.path);
  bpf_link_create_opts options{};
  options.sz = sizeof options;
  options.flags = flags_of(hook);
  options.cgroup.relative_fd = hook.order.relative_fd();
  return Fd{
      accepted(bpf_link_create(program.fd, cgroup.get(), hook.type, &options),
               [&](int code) { return hint_for_cgroup(code, hook); })};
}

void attach_without_link(const CgroupHook& hook, const Program& program) {
  check_type(program, {cgroup_program_type(hook.type)});
  const Fd cgroup = open_cgroup(hook.path);
  struct bpf_prog_attach_opts options{};
  options.sz = sizeof options;
  options.flags = hook.mode | flags_of(hook);
  options.relative_fd = static_cast<int>(hook.order.relative_fd());
  accepted(bpf_prog_attach_opts(program.fd, cgroup.get(), hook.type, &options),
           [&](int code) { return hint_for_mode(code, hook); });
}

void detach_without_link(const CgroupHook& hook, const Program& program) {
  check_type(program, {cgroup_program_type(hook.type)});
  const Fd cgroup = open_cgroup(hook.path);
  // Where one program can be alone, the kernel takes off whichever is there.
  const int result = is_attached(program, cgroup, hook.type)
                         ? bpf_prog_detach2(program.fd, cgroup.get(), hook.type)
                         : -ENOENT;
  accepted(result, hint_for_direct);
}

bpf_prog_type cgroup_program_type(bpf_attach_type type) {
  for (const CgroupType& row : types)
    if (row.type == type) return row.program;
  return BPF_PROG_TYPE_UNSPEC;
}

std::vector<bpf_attach_type> cgroup_attach_types() {
  std::vector<bpf_attach_type> list;
  for (const CgroupType& row : types) list.push_back(row.type);
  return list;
}

std::optional<bpf_attach_type> cgroup_attach_type_of(std::string_view name) {
  for (const CgroupType& row : types)
    if (name == libbpf_bpf_attach_type_str(row.type) ||
        (!name.empty() && name == row.old_name))
      return row.type;
  return std::nullopt;
}

std::optional<bpf_attach_type> cgroup_attach_type_abbreviated(
    std::string_view start) {
  std::optional<bpf_attach_type> lowest;
  if (start.empty()) return lowest;
  for (const CgroupType& row : types)
    if (row.old_name.starts_with(start) && (!lowest || row.type < *lowest))
      lowest = row.type;
  return lowest;
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
