// Words for the hooks on the way of packets, and of control groups.
#include <linux/if_link.h>
#include <linux/netfilter.h>

#include <utility>

#include "commands/types/hook_parts.h"
#include "commands/types/hook_words.h"
#include "src/link/netfilter_names.h"

namespace skep::commands {
namespace {

using cli::alternative;
using cli::arg;
using cli::Arg;
using cli::keyword;

template <typename O>
Arg<O> device_argument() {
  return keyword<O, std::string>("dev", "NAME", &O::device, "the device",
                                 read_device);
}

// Return the arguments for O, which is OrderWords.
template <typename O>
std::vector<Arg<O>> order_arguments() {
  using Neighbour = std::optional<NeighbourRef>;
  return {cli::flag<O>("first", &O::is_first, "run before all others"),
          keyword<O, Neighbour>("before", "NEIGHBOUR", &O::before,
                                "run before this one"),
          keyword<O, Neighbour>("after", "NEIGHBOUR", &O::after,
                                "run after this one")};
}

// Return the arguments for a device, and for an order where one is chosen.
template <typename O>
std::vector<Arg<O>> chain_arguments(FormUse use) {
  std::vector<Arg<O>> arguments{device_argument<O>()};
  if (use == FormUse::attach)
    for (auto& argument : order_arguments<O>())
      arguments.push_back(std::move(argument));
  return arguments;
}

HookForm tcx_form(std::string word, bool is_egress, std::string help,
                  FormUse use) {
  TcxWords start;
  start.is_egress = is_egress;
  return alternative<HookWords, TcxWords>(
      std::move(word), std::move(help), chain_arguments<TcxWords>(use), start);
}

HookForm netkit_form(std::string word, bool is_peer, std::string help,
                     FormUse use) {
  NetkitWords start;
  start.is_peer = is_peer;
  return alternative<HookWords, NetkitWords>(std::move(word), std::move(help),
                                             chain_arguments<NetkitWords>(use),
                                             start);
}

HookForm tc_form(std::string word, bool is_egress, std::string help,
                 FormUse use) {
  TcHook start;
  start.is_egress = is_egress;
  std::vector<Arg<TcHook>> arguments{
      device_argument<TcHook>(),
      keyword<TcHook, std::optional<std::uint16_t>>(
          "priority", "N", &TcHook::priority,
          "the lowest one runs first; without it the kernel chooses",
          read_number_above_0<std::uint16_t>),
      keyword<TcHook, std::optional<std::uint32_t>>(
          "handle", "N", &TcHook::handle,
          "the filter's number; without it the kernel chooses",
          read_number_above_0<std::uint32_t>)};
  if (use == FormUse::detach)
    arguments.push_back(cli::flag(
        "clsact", &TcHook::removes_discipline,
        "take away the discipline clsact as well, if no filter is left"));
  return alternative<HookWords, TcHook>(std::move(word), std::move(help),
                                        std::move(arguments), start);
}

void add_cgroup_modes(std::vector<Arg<CgroupWords>>& arguments) {
  for (auto& argument : order_arguments<CgroupWords>())
    arguments.push_back(std::move(argument));
  arguments.push_back(cli::flag("preorder", &CgroupWords::is_preorder,
                                "run before the programs of groups below"));
  arguments.push_back(cli::choice<CgroupWords, std::uint32_t>(
      {{"multi", BPF_F_ALLOW_MULTI}, {"override", BPF_F_ALLOW_OVERRIDE}},
      &CgroupWords::mode,
      "without a link: beside others; or until a group below has one"));
}

}  // namespace

HookForm xdp_form(FormUse use) {
  std::vector<Arg<XdpHook>> arguments{device_argument<XdpHook>()};
  if (use == FormUse::attach)
    arguments.push_back(cli::choice<XdpHook, std::uint32_t>(
        {{"generic", XDP_FLAGS_SKB_MODE},
         {"driver", XDP_FLAGS_DRV_MODE},
         {"offload", XDP_FLAGS_HW_MODE}},
        &XdpHook::mode, "who runs the program; else the kernel chooses"));
  return alternative<HookWords, XdpHook>(
      "xdp", "packets as the driver of a network device receives them",
      std::move(arguments));
}

std::vector<HookForm> tcx_forms(FormUse use) {
  return {
      tcx_form("tcx_ingress", false, "packets that come in by a device", use),
      tcx_form("tcx_egress", true, "packets that go out by a device", use),
  };
}

std::vector<HookForm> netkit_forms(FormUse use) {
  return {
      netkit_form("netkit_primary", false,
                  "packets that the first of two netkit devices sends", use),
      netkit_form("netkit_peer", true, "packets that its peer sends", use),
  };
}

std::vector<HookForm> tc_forms(FormUse use) {
  return {
      tc_form("tc_ingress", false,
              "packets that come in by a device, as a filter of tc", use),
      tc_form("tc_egress", true,
              "packets that go out by a device, as a filter of tc", use),
  };
}

HookForm cgroup_form(FormUse use) {
  std::vector<Arg<CgroupWords>> arguments{
      arg("DIR", &CgroupWords::path, "the directory of the control group",
          read_path),
      cgroup_type_argument()};
  if (use == FormUse::attach) add_cgroup_modes(arguments);
  return alternative<HookWords, CgroupWords>(
      "cgroup", "what the processes of a control group do",
      std::move(arguments));
}

HookForm netfilter_form() {
  std::vector<std::pair<std::string, std::uint32_t>> hooks;
  for (std::string& name : netfilter_hook_names()) {
    const std::uint32_t number = netfilter_hook_of(name).value_or(0);
    hooks.emplace_back(std::move(name), number);
  }
  return alternative<HookWords, NetfilterHook>(
      "netfilter", "packets on their way through this network namespace",
      {cli::one_word<NetfilterHook, std::uint32_t>(
           "FAMILY", {{"ip", NFPROTO_IPV4}, {"ip6", NFPROTO_IPV6}},
           &NetfilterHook::family, "the protocol"),
       cli::one_word("NFHOOK", std::move(hooks), &NetfilterHook::hook,
                     "the place on the way"),
       arg("PRIORITY", &NetfilterHook::priority,
           "a number; the lowest one runs first"),
       cli::flag("defrag", &NetfilterHook::defragments,
                 "put fragments together before")});
}

}  // namespace skep::commands
