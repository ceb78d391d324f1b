#include "src/link/iter_target.h"

#include <linux/bpf.h>

#include <array>

namespace skep {
namespace {

constexpr auto map = IterParameters::map;
constexpr auto task = IterParameters::task;
constexpr auto cgroup = IterParameters::cgroup;

constexpr std::array<IterTarget, 18> targets{{
    {.name = "task", .since = "5.8", .parameters = task, .may_sleep = true},
    {.name = "task_file",
     .since = "5.8",
     .parameters = task,
     .may_sleep = true},
    {.name = "task_vma",
     .since = "5.12",
     .parameters = task,
     .may_sleep = true},
    {.name = "bpf_map", .since = "5.8"},
    {.name = "bpf_prog", .since = "5.9"},
    {.name = "bpf_link", .since = "5.19"},
    {.name = "bpf_map_elem", .since = "5.9", .parameters = map},
    {.name = "bpf_sk_storage_map", .since = "5.9", .parameters = map},
    {.name = "sockmap", .since = "5.10", .parameters = map},
    {.name = "tcp", .since = "5.9", .is_of_netns = true},
    {.name = "udp", .since = "5.9", .is_of_netns = true},
    {.name = "unix", .since = "5.15", .is_of_netns = true},
    {.name = "netlink", .since = "5.8", .is_of_netns = true},
    {.name = "ipv6_route", .since = "5.8", .is_of_netns = true},
    {.name = "ksym", .since = "6.0", .may_sleep = true},
    {.name = "cgroup", .since = "6.1", .parameters = cgroup, .may_sleep = true},
    {.name = "kmem_cache", .since = "6.13", .may_sleep = true},
    {.name = "dmabuf", .since = "6.16", .may_sleep = true},
}};

// The place in the list is the kernel's number.
constexpr std::array<std::string_view, 6> orders{
    "order_unspec",     "self_only",    "descendants_pre",
    "descendants_post", "ancestors_up", "children"};

}  // namespace

const IterTarget* find_iter_target(std::string_view name) {
  for (const IterTarget& target : targets)
    if (target.name == name) return &target;
  return nullptr;
}

std::optional<IterParameters> iter_parameters_of(std::string_view target) {
  const IterTarget* found = find_iter_target(target);
  return found == nullptr ? std::nullopt : std::optional{found->parameters};
}

bool may_be_of_netns(std::string_view target) {
  const IterTarget* found = find_iter_target(target);
  return found == nullptr || found->is_of_netns;
}

std::string_view cgroup_order_name(std::uint32_t order) {
  return order < orders.size() ? orders[order] : "unknown";
}

std::optional<std::uint32_t> cgroup_order_of(std::string_view name) {
  for (std::uint32_t order = 1; order < orders.size(); ++order)
    if (orders[order] == name) return order;
  return std::nullopt;
}

std::vector<std::string> cgroup_order_names() {
  return {orders.begin() + 1, orders.end()};
}

}  // namespace skep
