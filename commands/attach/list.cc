// attach list: show where programs are attached, whichever way.
#include "commands/types/attachment_words.h"
#include "src/attached/print.h"

namespace skep::commands {
namespace {

struct Options : AttachmentWords {
  std::optional<std::uint32_t> pid;
};

bool is_held_by(const attached::Attachment& attachment, std::uint32_t pid,
                const References& links) {
  const auto wanted = static_cast<pid_t>(pid);
  if (attachment.pid) return *attachment.pid == wanted;
  for (const Owner& owner : links.owners_of(attachment.link_id.value_or(0)))
    if (owner.pid == wanted) return true;
  return false;
}

void run(const Options& options, cli::Context& context) {
  const References links = References::find(ObjectKind::link);
  auto found = attached::find_attachments(open_filter(options));
  if (options.pid)
    std::erase_if(found, [&](const attached::Attachment& attachment) {
      return !is_held_by(attachment, *options.pid, links);
    });
  print_table(context.out, found, links);
}

}  // namespace

cli::Command attach_list() {
  auto arguments = attachment_arguments<Options>();
  arguments.push_back(cli::keyword("pid", "PID", &Options::pid,
                                   "what this process keeps attached"));
  return cli::command<Options>(
      "attach list", "Show where programs are attached", arguments, run,
      {.details =
           "One list of all that is attached: by links of any type; to network "
           "devices by XDP, filters of tc, tcx and netkit without a link; to "
           "control groups, socket maps, infrared receivers and the flow "
           "dissector of this network namespace without one; to perf events "
           "that a process holds; and maps of struct_ops. Devices are those of "
           "this network namespace.\n\n"
           "Shown are the hook, what it belongs to, the program, the link if "
           "there is one, and what keeps it attached: the files that pin the "
           "link and the processes that hold it. In JSON all objects have the "
           "same keys; `type` is the link's type, or how a program without one "
           "was attached: netlink, prog_attach, perf_event or map.",
       .examples = {{"attach list", "Show all that is attached"},
                    {"attach list dev eth0",
                     "Show the programs that see the packets of eth0"},
                    {"-j attach list type kprobe prog name count",
                     "Show the kprobes of a program for a script"}},
       .aliases = {}});
}

}  // namespace skep::commands
