// Hooks on the command line: where a program can be attached.
#pragma once

#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "commands/types/iter_words.h"
#include "src/cli/command.h"
#include "src/link/attach/direct.h"
#include "src/link/attach/hook.h"

namespace skep::commands {

// Another program or link of the same hook.
using NeighbourRef = std::variant<ProgRef, LinkRef>;

struct OrderWords {
  bool is_first = false;
  std::optional<NeighbourRef> before;
  std::optional<NeighbourRef> after;
};

struct TcxWords : OrderWords {
  std::string device;
  bool is_egress = false;
};

struct NetkitWords : OrderWords {
  std::string device;
  bool is_peer = false;
};

struct CgroupWords : OrderWords {
  std::string path;
  bpf_attach_type type = BPF_CGROUP_INET_INGRESS;
  bool is_preorder = false;
  std::uint32_t mode = 0;
};

struct FreplaceWords {
  std::optional<ProgRef> target;
  std::optional<std::string> function;
};

struct SockmapWords {
  bpf_attach_type type = BPF_SK_MSG_VERDICT;
  MapRef map;
};

// What the words for a hook say; handles are not looked up yet.
using HookWords =
    std::variant<TracepointHook, RawTracepointHook, BtfTracepointHook,
                 TracingHook, FreplaceWords, KprobeHook, KprobeMultiHook,
                 UprobeHook, UprobeMultiHook, UsdtHook, PerfEventHook, XdpHook,
                 TcxWords, NetkitWords, TcHook, CgroupWords, cli::IterWords,
                 NetfilterHook, NetnsHook, SockmapWords, LircHook>;

using HookForm = cli::Alternative<HookWords>;

// All the forms that the words can have; and those for finding a program that
// is attached without a link.
[[nodiscard]] std::vector<HookForm> hook_forms();
[[nodiscard]] std::vector<HookForm> detach_forms();

// Read the words for a hook that are one text, "xdp dev lo", which is split as
// a shell does.
// Errors: usage error, as for the words of a command.
[[nodiscard]] HookWords parse_hook(std::string_view text);
// Read the words for a hook.
[[nodiscard]] HookWords parse_hook(std::vector<std::string> words);

// Look up what the words name.
// Errors: usage error for a hook without links.
[[nodiscard]] Hook open_hook(const HookWords& words);

// Look up what the words name for attaching without a link.
// Errors: usage error for a hook that programs are attached to by links alone.
[[nodiscard]] DirectHook open_direct_hook(const HookWords& words);

// How a program comes to a hook when nothing is said of links.
enum class LinkUse {
  needed,   // there has to be a link, unless --no-link asks for none
  bpftool,  // without one, as bpftool does
  none,     // the hook has no links
};
[[nodiscard]] LinkUse link_use_of(const HookWords& words);

// Does the hook need several links? And can it be that it does?
[[nodiscard]] bool is_on_all_cpus(const HookWords& words);
[[nodiscard]] bool may_need_links(const HookWords& words);

}  // namespace skep::commands
