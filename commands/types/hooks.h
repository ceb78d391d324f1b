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

struct TcxWords {
  std::string device;
  bool is_egress = false;
  bool is_first = false;
  std::optional<NeighbourRef> before;
  std::optional<NeighbourRef> after;
};

struct SockmapWords {
  bpf_attach_type type = BPF_SK_MSG_VERDICT;
  MapRef map;
};

struct FlowDissectorWords {};

// What the words for a hook say; handles are not looked up yet.
using HookWords =
    std::variant<TracepointHook, RawTracepointHook, BtfTracepointHook,
                 UprobeHook, PerfEventHook, XdpHook, TcxWords, CgroupHook,
                 cli::IterWords, NetfilterHook, NetnsHook, SockmapWords>;

// The hooks that programs are attached to without a link.
using DirectWords = std::variant<SockmapWords, FlowDissectorWords>;

[[nodiscard]] std::vector<cli::Alternative<HookWords>> hook_forms();
[[nodiscard]] std::vector<cli::Alternative<DirectWords>> direct_forms();

// Read the words for a hook that are one text, "xdp dev lo", which is split as
// a shell does. Errors: usage error, as for the words of a command.
[[nodiscard]] HookWords parse_hook(std::string_view text);
// Read the words for a hook.
[[nodiscard]] HookWords parse_hook(std::vector<std::string> words);

// Look up what the words name.
[[nodiscard]] Hook open_hook(const HookWords& words);
[[nodiscard]] DirectHook open_direct_hook(const DirectWords& words);

// Return the words for the same hook without a link; nullopt when a program is
// attached to it by links alone.
[[nodiscard]] std::optional<DirectWords> without_link(const HookWords& words);

}  // namespace skep::commands
