#include "src/link/iter_target.h"

#include <linux/bpf.h>

#include <array>
#include <utility>

namespace skep {
namespace {

constexpr std::array<std::pair<std::string_view, IterParameters>, 18> targets{{
    {"bpf_map_elem", IterParameters::map},
    {"bpf_sk_storage_map", IterParameters::map},
    {"sockmap", IterParameters::map},
    {"task", IterParameters::task},
    {"task_file", IterParameters::task},
    {"task_vma", IterParameters::task},
    {"cgroup", IterParameters::cgroup},
    {"bpf_map", IterParameters::none},
    {"bpf_prog", IterParameters::none},
    {"bpf_link", IterParameters::none},
    {"tcp", IterParameters::none},
    {"udp", IterParameters::none},
    {"unix", IterParameters::none},
    {"netlink", IterParameters::none},
    {"ipv6_route", IterParameters::none},
    {"ksym", IterParameters::none},
    {"kmem_cache", IterParameters::none},
    {"dmabuf", IterParameters::none},
}};

// The place in the list is the kernel's number.
constexpr std::array<std::string_view, 6> orders{
    "order_unspec",     "self_only",    "descendants_pre",
    "descendants_post", "ancestors_up", "children"};

}  // namespace

std::optional<IterParameters> iter_parameters_of(std::string_view target) {
  for (const auto& [name, parameters] : targets)
    if (name == target) return parameters;
  return std::nullopt;
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
