// prog attach: attach a loaded program to its hook, and keep it there.
#include "commands/types/hooks.h"
#include "src/link/print_link.h"
#include "src/sys/bpffs.h"
#include "src/sys/kernel_object.h"
#include "src/sys/signals.h"

namespace skep::commands {
namespace {

struct Options {
  ProgRef prog;
  HookWords hook;
  std::optional<cli::FilePath> pinned;
  bool holds = false;
};

bool is_on_all_cpus(const HookWords& hook) {
  const auto* event = std::get_if<PerfEventHook>(&hook);
  return event != nullptr && !event->cpu && !event->pid;
}

void check_words(const Options& options) {
  if (options.pinned && options.holds)
    throw usage_error("'pinned' and '--hold' exclude each other");
  if (options.pinned && is_on_all_cpus(options.hook))
    throw usage_error("an event on all CPUs needs more than one link")
        .with_hint("pin it for one CPU (`cpu N`), or use --hold");
  if (!options.pinned && !options.holds && !without_link(options.hook))
    throw usage_error("'pinned FILE' or '--hold' is missing")
        .with_hint(
            "a program stays attached as long as a file pins its link, or a "
            "process holds it");
}

void print_link(Writer& out, const Fd& link, const std::string& path) {
  const auto object = out.object();
  print_link_header(out, info_of<bpf_link_info>(link));
  if (!path.empty()) out.field("pinned", path, "pinned {}");
  out.layout("\n");
}

// Hand over the output now: an attachment that can't be told is undone.
void publish(Writer& out) {
  out.finish();
  out.flush();
}

std::vector<Fd> attach(const Options& options) {
  const Fd prog = open_prog(options.prog);
  return skep::attach(prog, full_name_of_prog(prog), open_hook(options.hook));
}

void attach_pinned(const Options& options, Writer& out) {
  const std::string& path = options.pinned->path;
  check_pin_path(path);
  const auto links = attach(options);
  PinTransaction pins;
  pins.pin(links.front().get(), path, "the link");
  print_link(out, links.front(), path);
  publish(out);
  pins.keep();
}

void attach_and_hold(const Options& options, Writer& out) {
  const auto links = attach(options);
  if (is_on_all_cpus(options.hook)) {
    const auto list = out.list();
    for (const Fd& link : links) print_link(out, link, "");
  } else {
    print_link(out, links.front(), "");
  }
  publish(out);
  wait_for_stop();
}

void run(const Options& options, cli::Context& context) {
  check_words(options);
  if (options.pinned) return attach_pinned(options, context.out);
  if (options.holds) return attach_and_hold(options, context.out);
  const Fd prog = open_prog(options.prog);
  attach_directly(prog, full_name_of_prog(prog),
                  open_direct_hook(*without_link(options.hook)));
}

std::string details() {
  return fmt::format(
      "Attaches a program that is loaded already, by a BPF link. `pinned FILE` "
      "pins the link there, on a BPF file system: the program stays attached "
      "until the file is removed. With --hold it stays attached until skep "
      "gets a signal (SIGINT, SIGTERM, SIGHUP), and then ends with exit code "
      "0. Shown are the id and the type of the link and the id of the program, "
      "once it is attached. When anything fails, nothing stays attached or "
      "pinned.\n\n"
      "The socket map hooks (sk_skb_*, sk_msg_verdict) and flow_dissector can "
      "do without a link, as in bpftool: without `pinned` and --hold the "
      "program stays attached until `prog detach`; nothing is shown. The "
      "short names of these hooks are bpftool's old ones.\n\n"
      "A perf event is sampled 99 times a second if neither `freq` nor "
      "`period` is given. Watched on all CPUs it needs a link for each of "
      "them: pin one with `cpu N`, or hold all of them.\n\n{}",
      cli::iter_details());
}

}  // namespace

cli::Command prog_attach() {
  return cli::command<Options>(
      "prog attach", "Attach a program to a hook",
      {cli::arg("PROG", &Options::prog, "the program to attach"),
       cli::one_of("HOOK", &Options::hook, hook_forms(), "where to attach it"),
       cli::keyword("pinned", "FILE", &Options::pinned,
                    "where to pin the link"),
       cli::option("--hold", &Options::holds,
                   "keep the program attached until a signal comes")},
      run,
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
            {"prog attach id 7 cgroup /sys/fs/cgroup/web connect4 pinned "
             "/sys/fs/bpf/connect",
             "Run a program when a process of the group connects"},
            {"prog attach id 7 sk_msg_verdict name sockets",
             "Run a program on the messages of the sockets in a map"}},
       .aliases = {}});
}

}  // namespace skep::commands
