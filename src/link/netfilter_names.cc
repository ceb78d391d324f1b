#include "src/link/netfilter_names.h"

#include <linux/netfilter.h>
#include <linux/netfilter_arp.h>

#include <array>
#include <utility>

namespace skep {
namespace {

constexpr std::array<std::pair<std::uint32_t, std::string_view>, 6> families{{
    {NFPROTO_INET, "inet"},
    {NFPROTO_IPV4, "ip"},
    {NFPROTO_ARP, "arp"},
    {NFPROTO_NETDEV, "netdev"},
    {NFPROTO_BRIDGE, "bridge"},
    {NFPROTO_IPV6, "ip6"},
}};

// The place in a list is the kernel's number.
constexpr std::array<std::string_view, NF_INET_POST_ROUTING + 1> inet_hooks{
    "prerouting", "input", "forward", "output", "postrouting"};
constexpr std::array<std::string_view, NF_ARP_OUT + 1> arp_hooks{"input",
                                                                 "output"};

template <std::size_t size>
std::string_view name_at(const std::array<std::string_view, size>& names,
                         std::uint32_t place) {
  return place < size ? names[place] : std::string_view{};
}

}  // namespace

std::string_view protocol_family_name(std::uint32_t family) {
  for (const auto& [number, name] : families)
    if (number == family) return name;
  return {};
}

std::string_view netfilter_hook_name(std::uint32_t family, std::uint32_t hook) {
  switch (family) {
    case NFPROTO_BRIDGE:  // numbers its hooks as the others do
    case NFPROTO_IPV4:
    case NFPROTO_IPV6:
    case NFPROTO_INET:
      return name_at(inet_hooks, hook);
    case NFPROTO_ARP:
      return name_at(arp_hooks, hook);
    default:
      return {};
  }
}

std::optional<std::uint32_t> protocol_family_of(std::string_view name) {
  for (const auto& [number, known] : families)
    if (known == name) return number;
  return std::nullopt;
}

std::optional<std::uint32_t> netfilter_hook_of(std::string_view name) {
  for (std::uint32_t hook = 0; hook < inet_hooks.size(); ++hook)
    if (inet_hooks[hook] == name) return hook;
  return std::nullopt;
}

std::vector<std::string> netfilter_hook_names() {
  return {inet_hooks.begin(), inet_hooks.end()};
}

}  // namespace skep
