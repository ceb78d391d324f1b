// link show: show the links of the system, or one of them.
#include "commands/types/handles.h"
#include "src/cli/command.h"
#include "src/link/link_info.h"
#include "src/link/print_link.h"
#include "src/object/references.h"

namespace skep::commands {
namespace {

struct Options {
  std::optional<LinkRef> link;
};

void print_owners(Writer& out, const LinkInfo& info,
                  const References& references) {
  const std::uint32_t id = info.kernel.id;
  // bpftool finds this cookie together with the owners.
  if (const auto cookie = perf_event_cookie(info);
      cookie && references.has_owners(id))
    out.field("bpf_cookie", *cookie, "\n\tbpf_cookie {}");
  references.print_owners(out, id);
}

void show(Writer& out, const Fd& link, const References& references) {
  const LinkInfo info = read_link_info(link);
  const auto object = out.object();
  print_link(out, info);
  references.print_pins(out, info.kernel.id);
  print_owners(out, info, references);
  out.layout("\n");
}

void run(const Options& options, cli::Context& context) {
  const References references{ObjectKind::link, context.options.shows_pins};
  Writer& out = context.out;
  if (options.link) return show(out, open_link(*options.link), references);
  const auto list = out.list();
  for_each_object(ObjectKind::link, [&](std::uint32_t, const Fd& link) {
    show(out, link, references);
  });
}

}  // namespace

cli::Command link_show() {
  return cli::command<Options>(
      "link show", "Show all links, or one",
      {cli::arg("LINK", &Options::link, "the link to show")}, run,
      {.details =
           "A link is what keeps a program attached: it lasts as long as a "
           "process holds it or a file on a BPF file system pins it. Shown "
           "are its id, its type, the id of its program, where it is "
           "attached, with -f where it is pinned, and the processes that hold "
           "it. Types that this version of skep does not know are shown as "
           "numbers.",
       .examples = {{"link show", "Show all links"},
                    {"-f link show", "Also show where they are pinned"},
                    {"-p link show id 7", "Show link 7 for a script"}},
       .aliases = {"list"}});
}

}  // namespace skep::commands
