// The words for netfilter's protocol families and hooks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep {

// Return the word for a protocol family (NFPROTO_*), "ip6"; empty: unknown.
[[nodiscard]] std::string_view protocol_family_name(std::uint32_t family);

// Return the word for a hook (NF_INET_*, NF_ARP_*) of a family, "prerouting";
// empty: unknown.
[[nodiscard]] std::string_view netfilter_hook_name(std::uint32_t family,
                                                   std::uint32_t hook);

// Return the number that a word stands for; nullopt: none.
[[nodiscard]] std::optional<std::uint32_t> protocol_family_of(
    std::string_view name);
[[nodiscard]] std::optional<std::uint32_t> netfilter_hook_of(
    std::string_view name);

// Return the words for the hooks of IPv4 and IPv6.
[[nodiscard]] std::vector<std::string> netfilter_hook_names();

}  // namespace skep
