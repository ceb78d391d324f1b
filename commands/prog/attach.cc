// prog attach: attach a loaded program to its hook, and keep it there.
#include "commands/types/hook_notes.h"
#include "commands/types/hooks.h"
#include "commands/types/new_link.h"
#include "src/sys/kernel_object.h"

namespace skep::commands {
namespace {

struct Options : LinkKeeper {
  ProgRef prog;
  HookWords hook;
  bool without_link = false;
};

void attach_by_link(const Options& options, Writer& out) {
  keep_links(options, may_need_links(options.hook), out, [&] {
    const Fd prog = open_prog(options.prog);
    return skep::attach(prog, full_name_of_prog(prog), open_hook(options.hook));
  });
}

// Tell what was attached: the kernel lists it by no id.
void tell(Writer& out, std::uint32_t prog_id, const DirectHook& hook) {
  const auto object = out.object();
  out.field("attached_to", title_of(hook), "{}  ");
  if (const auto* filter = std::get_if<TcHook>(&hook)) {
    out.field("priority", filter->priority.value_or(0), "priority {}  ");
    out.field("handle", filter->handle.value_or(0), "handle {:#x}  ");
  }
  out.field("prog_id", prog_id, "prog {}  ");
  out.flag("has_link", false, "",
           "without a link: attached until `skep prog detach`\n");
}

void attach_without_link(const Options& options, Writer& out) {
  const Fd prog = open_prog(options.prog);
  DirectHook hook = open_direct_hook(options.hook);
  attach_directly(prog, full_name_of_prog(prog), hook);
  // bpftool says nothing of what it can do as well.
  const bool is_asked_for =
      options.without_link || link_use_of(options.hook) == LinkUse::none;
  if (is_asked_for) tell(out, info_of<bpf_prog_info>(prog).id, hook);
}

void check_words(const Options& options) {
  if (options.is_given() && options.without_link)
    throw usage_error("'pinned' and '--hold' keep a link: --no-link has none");
  if (options.pinned) check_single_link(options.hook);
  if (!options.without_link &&
      (options.is_given() || link_use_of(options.hook) == LinkUse::needed))
    check_keeper(options, no_keeper_hint());
}

void run(const Options& options, cli::Context& context) {
  check_words(options);
  if (options.is_given()) return attach_by_link(options, context.out);
  attach_without_link(options, context.out);
}

std::string details() {
  return "Attaches a program that is loaded already, by a BPF link. `pinned "
         "FILE` pins the link there, on a BPF file system: the program stays "
         "attached until the file is removed. With --hold it stays attached "
         "until skep gets a signal (SIGINT, SIGTERM, SIGHUP), and then ends "
         "with exit code 0. Shown are the id and the type of the link and the "
         "id of the program, once it is attached. When anything fails, nothing "
         "stays attached or pinned.\n\n"
         "--no-link attaches to network devices and control groups as it was "
         "done before there were links: the program stays attached, whoever "
         "ends, until `prog detach`. Filters of tc (tc_ingress, tc_egress) and "
         "infrared receivers have no links, so that the option can be left "
         "out. It can be for socket map hooks (sk_skb_*, sk_msg_verdict) and "
         "flow_dissector as well, as in bpftool; then nothing is shown.\n\n" +
         hook_details();
}

std::vector<cli::Arg<Options>> arguments() {
  std::vector<cli::Arg<Options>> result{
      cli::arg("PROG", &Options::prog, "the program to attach"),
      cli::one_of("HOOK", &Options::hook, hook_forms(), "where to attach it")};
  for (auto& argument : keeper_arguments<Options>())
    result.push_back(std::move(argument));
  result.push_back(cli::option("--no-link", &Options::without_link,
                               "attach without a link, until `prog detach`"));
  return result;
}

}  // namespace

cli::Command prog_attach() {
  return cli::command<Options>(
      "prog attach", "Attach a program to a hook", arguments(), run,
      {.details = details(),
       .examples =
           {{"prog attach pinned /sys/fs/bpf/xdp xdp dev eth0 pinned "
             "/sys/fs/bpf/xdp_link",
             "Run a program on the packets of eth0"},
            {"prog attach name count tracepoint syscalls/sys_enter_openat "
             "--hold",
             "Run a program at a tracepoint until Ctrl-C is pressed"},
            {"prog attach id 7 uprobe /bin/bash readline retprobe --hold",
             "Run a program whenever a function returns"},
            {"prog attach id 7 kprobe_multi tcp_*,udp_sendmsg=1 --hold",
             "Run a program at many functions, one of which has a cookie"},
            {"prog attach id 7 usdt /usr/bin/python3 python:gc__start --hold",
             "Run a program whenever a static probe is passed"},
            {"prog attach id 7 cgroup /sys/fs/cgroup/web connect4 pinned "
             "/sys/fs/bpf/connect",
             "Run a program when a process of the group connects"},
            {"prog attach id 7 tc_ingress dev eth0 priority 10",
             "Add a filter of tc, which has no link"},
            {"prog attach id 7 sk_msg_verdict name sockets",
             "Run a program on the messages of the sockets in a map"}},
       .aliases = {}});
}

}  // namespace skep::commands
