#include "commands/types/hooks.h"

#include <linux/if_link.h>
#include <linux/netfilter.h>

#include <string>
#include <utility>

#include "commands/types/hook_words.h"
#include "src/cli/shell_words.h"
#include "src/link/netfilter_names.h"

namespace skep::commands {
namespace {

using cli::alternative;
using cli::arg;
using cli::keyword;
using Form = cli::Alternative<HookWords>;

template <typename H>
cli::Arg<H> cookie_argument() {
  return keyword("cookie", "N", &H::cookie,
                 "a number that the program can read");
}

Form tracepoint_form() {
  return alternative<HookWords, TracepointHook>(
      "tracepoint", "a tracepoint",
      {tracepoint_argument(), cookie_argument<TracepointHook>()});
}

Form raw_tracepoint_form() {
  return alternative<HookWords, RawTracepointHook>(
      "raw_tracepoint", "a tracepoint, with its arguments as they are",
      {arg("NAME", &RawTracepointHook::name, "the tracepoint",
           read_raw_tracepoint),
       cookie_argument<RawTracepointHook>()});
}

Form btf_tracepoint_form() {
  return alternative<HookWords, BtfTracepointHook>(
      "tp_btf", "the BTF tracepoint that the program was loaded for",
      {cookie_argument<BtfTracepointHook>()});
}

Form uprobe_form() {
  return alternative<HookWords, UprobeHook>(
      "uprobe", "a function or an instruction of a program or library",
      {arg("BINARY", &UprobeHook::file, "the ELF file", read_path),
       arg("POINT", &UprobeHook::point, "where in the file"),
       keyword("pid", "PID", &UprobeHook::pid, "the only process to watch"),
       cli::flag("retprobe", &UprobeHook::at_return,
                 "run when the function returns"),
       cookie_argument<UprobeHook>()});
}

Form perf_event_form() {
  return alternative<HookWords, PerfEventHook>(
      "perf_event", "samples of an event that the CPU or the kernel counts",
      {arg("EVENT", &PerfEventHook::event, "the event"),
       keyword("freq", "HZ", &PerfEventHook::frequency,
               "samples in a second; 99 if nothing is said"),
       keyword("period", "N", &PerfEventHook::period,
               "events between two samples"),
       keyword("cpu", "CPU", &PerfEventHook::cpu, "the only CPU to watch"),
       keyword("pid", "PID", &PerfEventHook::pid, "the only process to watch"),
       cookie_argument<PerfEventHook>()});
}

Form xdp_form() {
  return alternative<HookWords, XdpHook>(
      "xdp", "packets as the driver of a network device receives them",
      {keyword("dev", "NAME", &XdpHook::device, "the device", read_device),
       cli::choice<XdpHook, std::uint32_t>(
           {{"generic", XDP_FLAGS_SKB_MODE},
            {"driver", XDP_FLAGS_DRV_MODE},
            {"offload", XDP_FLAGS_HW_MODE}},
           &XdpHook::mode, "who runs the program; else the kernel chooses")});
}

Form tcx_form(std::string word, bool is_egress, std::string help) {
  TcxWords start;
  start.is_egress = is_egress;
  return alternative<HookWords, TcxWords>(
      std::move(word), std::move(help),
      {keyword("dev", "NAME", &TcxWords::device, "the device", read_device),
       cli::flag("first", &TcxWords::is_first, "run before all others"),
       keyword("before", "NEIGHBOUR", &TcxWords::before, "run before this one"),
       keyword("after", "NEIGHBOUR", &TcxWords::after, "run after this one")},
      start);
}

Form cgroup_form() {
  return alternative<HookWords, CgroupHook>(
      "cgroup", "what the processes of a control group do",
      {arg("DIR", &CgroupHook::path, "the directory of the control group",
           read_path),
       cgroup_type_argument()});
}

Form iter_form() {
  return alternative<HookWords, cli::IterWords>(
      "iter", "nothing: whoever reads the link runs the iterator",
      cli::iter_arguments<cli::IterWords>());
}

Form netfilter_form() {
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

Form netns_form(std::string word, bpf_attach_type type, std::string help) {
  NetnsHook start;
  start.type = type;
  return alternative<HookWords, NetnsHook>(
      std::move(word), std::move(help),
      {keyword("netns", "FILE", &NetnsHook::netns,
               "the network namespace; without it, that of skep", read_netns)},
      start);
}

template <typename V>
cli::Alternative<V> sockmap_form(std::string word, bpf_attach_type type) {
  SockmapWords start;
  start.type = type;
  return alternative<V, SockmapWords>(
      std::move(word), "the sockets of a map",
      {arg("MAP", &SockmapWords::map, "the socket map")}, start);
}

// The order decides about abbreviations, as in bpftool: "s" is stream_parser.
template <typename V>
std::vector<cli::Alternative<V>> sockmap_forms() {
  return {
      sockmap_form<V>("stream_parser", BPF_SK_SKB_STREAM_PARSER),
      sockmap_form<V>("stream_verdict", BPF_SK_SKB_STREAM_VERDICT),
      sockmap_form<V>("msg_verdict", BPF_SK_MSG_VERDICT),
      sockmap_form<V>("skb_verdict", BPF_SK_SKB_VERDICT),
      sockmap_form<V>("sk_skb_stream_parser", BPF_SK_SKB_STREAM_PARSER),
      sockmap_form<V>("sk_skb_stream_verdict", BPF_SK_SKB_STREAM_VERDICT),
      sockmap_form<V>("sk_msg_verdict", BPF_SK_MSG_VERDICT),
      sockmap_form<V>("sk_skb_verdict", BPF_SK_SKB_VERDICT),
  };
}

}  // namespace

std::vector<cli::Alternative<HookWords>> hook_forms() {
  std::vector<Form> forms{
      tracepoint_form(),
      raw_tracepoint_form(),
      btf_tracepoint_form(),
      uprobe_form(),
      perf_event_form(),
      xdp_form(),
      tcx_form("tcx_ingress", false, "packets that come in by a device"),
      tcx_form("tcx_egress", true, "packets that go out by a device"),
      cgroup_form(),
      iter_form(),
      netfilter_form(),
      netns_form("flow_dissector", BPF_FLOW_DISSECTOR,
                 "the dissection of packet headers"),
  };
  for (Form& form : sockmap_forms<HookWords>())
    forms.push_back(std::move(form));
  forms.push_back(netns_form("sk_lookup", BPF_SK_LOOKUP,
                             "the search for the socket of a packet"));
  return forms;
}

HookWords parse_hook(std::string_view text) {
  return parse_hook(cli::split_shell_words(text));
}

HookWords parse_hook(std::vector<std::string> words) {
  struct Options {
    HookWords hook;
  };
  const auto argument = cli::one_of("HOOK", &Options::hook, hook_forms(), "");
  Options options;
  cli::Words reader{std::move(words)};
  argument.parse(&options, reader, 0);
  reader.expect_end();
  return options.hook;
}

std::vector<cli::Alternative<DirectWords>> direct_forms() {
  auto forms = sockmap_forms<DirectWords>();
  forms.push_back(alternative<DirectWords, FlowDissectorWords>(
      "flow_dissector", "the dissection of packet headers", {}));
  return forms;
}

}  // namespace skep::commands
