// Links to netfilter hooks. JSON has numbers, text has words.
#include "src/link/netfilter_names.h"
#include "src/link/types.h"

namespace skep {
namespace {

std::string family_text(std::uint32_t family) {
  const std::string_view name = protocol_family_name(family);
  return name.empty() ? fmt::format("pf: {}", family) : std::string{name};
}

std::string hook_text(std::uint32_t family, std::uint32_t hook) {
  const std::string_view name = netfilter_hook_name(family, hook);
  return name.empty() ? fmt::format(", hook {},", hook)
                      : fmt::format(" {}", name);
}

void print(Writer& out, const LinkInfo& info) {
  const auto& link = info.kernel.netfilter;
  out.field("pf", link.pf, "\n\t{}", family_text(link.pf));
  out.field("hook", link.hooknum, "{}", hook_text(link.pf, link.hooknum));
  out.field("prio", link.priority, " prio {}");
  out.nonzero("flags", link.flags, " flags 0x{:x}");
}

LinkPlace place(const LinkInfo& info, PlaceNames&) {
  const auto& link = info.kernel.netfilter;
  return {
      .hook = "netfilter",
      .target = fmt::format("{}{} priority {}", family_text(link.pf),
                            hook_text(link.pf, link.hooknum), link.priority)};
}

}  // namespace

constinit const LinkType netfilter_link{BPF_LINK_TYPE_NETFILTER, nullptr, print,
                                        place};

}  // namespace skep
