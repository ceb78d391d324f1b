#include "commands/types/hooks.h"

#include <iterator>
#include <string>
#include <utility>

#include "commands/types/hook_parts.h"
#include "commands/types/hook_words.h"
#include "src/cli/shell_words.h"

namespace skep::commands {
namespace {

using cli::alternative;
using cli::arg;
using cli::keyword;

HookForm iter_form() {
  return alternative<HookWords, cli::IterWords>(
      "iter", "nothing: whoever reads the link runs the iterator",
      cli::iter_arguments<cli::IterWords>());
}

HookForm netns_form(std::string word, bpf_attach_type type, std::string help) {
  NetnsHook start;
  start.type = type;
  return alternative<HookWords, NetnsHook>(
      std::move(word), std::move(help),
      {keyword("netns", "FILE", &NetnsHook::netns,
               "the network namespace; without it, that of skep", read_netns)},
      start);
}

// The kernel takes no namespace where there is no link.
HookForm direct_flow_dissector_form() {
  NetnsHook start;
  start.type = BPF_FLOW_DISSECTOR;
  return alternative<HookWords, NetnsHook>(
      "flow_dissector", "the dissection of packet headers", {}, start);
}

HookForm sockmap_form(std::string word, bpf_attach_type type) {
  SockmapWords start;
  start.type = type;
  return alternative<HookWords, SockmapWords>(
      std::move(word), "the sockets of a map",
      {arg("MAP", &SockmapWords::map, "the socket map")}, start);
}

HookForm lirc_form() {
  return alternative<HookWords, LircHook>(
      "lirc_mode2", "what an infrared receiver sees",
      {arg("DEVICE", &LircHook::file, "the device, /dev/lirc0", read_path)});
}

// The order decides about abbreviations, as in bpftool: "s" is stream_parser.
std::vector<HookForm> sockmap_forms() {
  return {
      sockmap_form("stream_parser", BPF_SK_SKB_STREAM_PARSER),
      sockmap_form("stream_verdict", BPF_SK_SKB_STREAM_VERDICT),
      sockmap_form("msg_verdict", BPF_SK_MSG_VERDICT),
      sockmap_form("skb_verdict", BPF_SK_SKB_VERDICT),
      sockmap_form("sk_skb_stream_parser", BPF_SK_SKB_STREAM_PARSER),
      sockmap_form("sk_skb_stream_verdict", BPF_SK_SKB_STREAM_VERDICT),
      sockmap_form("sk_msg_verdict", BPF_SK_MSG_VERDICT),
      sockmap_form("sk_skb_verdict", BPF_SK_SKB_VERDICT),
  };
}

void append(std::vector<HookForm>& forms, std::vector<HookForm> more) {
  forms.insert(forms.end(), std::make_move_iterator(more.begin()),
               std::make_move_iterator(more.end()));
}

}  // namespace

std::vector<HookForm> hook_forms() {
  std::vector<HookForm> forms = tracing_forms();
  forms.push_back(xdp_form(FormUse::attach));
  append(forms, tcx_forms(FormUse::attach));
  forms.push_back(cgroup_form(FormUse::attach));
  forms.push_back(iter_form());
  forms.push_back(netfilter_form());
  forms.push_back(netns_form("flow_dissector", BPF_FLOW_DISSECTOR,
                             "the dissection of packet headers"));
  append(forms, sockmap_forms());
  forms.push_back(netns_form("sk_lookup", BPF_SK_LOOKUP,
                             "the search for the socket of a packet"));
  append(forms, function_forms());
  append(forms, netkit_forms(FormUse::attach));
  append(forms, tc_forms(FormUse::attach));
  forms.push_back(lirc_form());
  return forms;
}

std::vector<HookForm> detach_forms() {
  std::vector<HookForm> forms = sockmap_forms();
  forms.push_back(direct_flow_dissector_form());
  forms.push_back(xdp_form(FormUse::detach));
  append(forms, tcx_forms(FormUse::detach));
  forms.push_back(cgroup_form(FormUse::detach));
  append(forms, netkit_forms(FormUse::detach));
  append(forms, tc_forms(FormUse::detach));
  forms.push_back(lirc_form());
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

}  // namespace skep::commands
