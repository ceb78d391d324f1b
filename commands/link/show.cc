// link show: show the links of the system, or one of them.
#include <map>
#include <optional>
#include <utility>

#include "commands/types/handles.h"
#include "commands/types/pids_words.h"
#include "src/cli/command.h"
#include "src/link/link_info.h"
#include "src/link/place.h"
#include "src/link/print_link.h"
#include "src/object/references.h"

namespace skep::commands {
namespace {

struct Options {
  std::optional<LinkRef> link;
  bool with_details = false;
  cli::PidsWord pids;
};

std::string name_of_prog(std::uint32_t id) {
  const auto prog = open_id(ObjectKind::prog, id);
  return prog ? full_name_of_prog(*prog) : "";
}

void print_details(Writer& out, const LinkInfo& info, PlaceNames& names) {
  out.field("attached_to", place_of(info, names).text(), "\n\tattached to {}");
  if (const std::string name = name_of_prog(info.kernel.prog_id); !name.empty())
    out.field("prog_name", name, "\n\tprog_name {}");
}

// Shows links, by what was known before the first one is opened.
class LinkPrinter {
 public:
  LinkPrinter(const Options& options, cli::Context& context)
      : LinkPrinter(cli::find_holders(ObjectKind::link, options.pids), options,
                    context) {}

  void print(const Fd& link) {
    const LinkInfo info = read_link_info(link);
    const auto object = out_.object();
    print_link(out_, info);
    if (with_details_) print_details(out_, info, names_);
    references_.print_pins(out_, info.kernel.id);
    print_owners(info);
    out_.layout("\n");
  }

 private:
  LinkPrinter(iter::Holders holders, const Options& options,
              cli::Context& context)
      : out_(context.out),
        references_(ObjectKind::link, context.options.shows_pins,
                    std::move(holders.owners)),
        cookies_(std::move(holders.cookies)),
        with_details_(options.with_details) {}

  // The link tells its cookie since Linux 6.6, before that the perf event
  // alone.
  [[nodiscard]] std::optional<std::uint64_t> cookie_of(
      const LinkInfo& info) const {
    if (const auto cookie = perf_event_cookie(info)) return cookie;
    const auto found = cookies_.find(info.kernel.id);
    return found != cookies_.end() ? std::optional{found->second}
                                   : std::nullopt;
  }

  void print_owners(const LinkInfo& info) {
    const std::uint32_t id = info.kernel.id;
    // bpftool finds this cookie together with the owners.
    if (const auto cookie = cookie_of(info);
        cookie && references_.has_owners(id))
      out_.field("bpf_cookie", *cookie, "\n\tbpf_cookie {}");
    references_.print_owners(out_, id);
  }

  Writer& out_;
  References references_;
  std::map<std::uint32_t, std::uint64_t> cookies_;  // of perf events
  PlaceNames names_{};
  bool with_details_;
};

void run(const Options& options, cli::Context& context) {
  LinkPrinter printer{options, context};
  if (options.link) return printer.print(open_link(*options.link));
  const auto list = context.out.list();
  for_each_object(ObjectKind::link,
                  [&](std::uint32_t, const Fd& link) { printer.print(link); });
}

}  // namespace

cli::Command link_show() {
  return cli::command<Options>(
      "link show", "Show all links, or one",
      {cli::arg("LINK", &Options::link, "the link to show"),
       cli::option("--details", &Options::with_details,
                   "say where it is attached in words, and what its program "
                   "is called"),
       cli::pids_option<Options>()},
      run,
      {.details = fmt::format(
           "A link is what keeps a program attached: it lasts as long as a "
           "process holds it or a file on a BPF file system pins it. Shown "
           "are its id, its type, the id of its program, where it is "
           "attached, with -f where it is pinned, and the processes that hold "
           "it. Types that this version of skep does not know are shown as "
           "numbers. `attach list` shows links as a table, with all that is "
           "attached in other ways.\n\n{}",
           cli::pids_details()),
       .examples = {{"link show", "Show all links"},
                    {"-f link show --details",
                     "Also show where they are pinned, and more in words"},
                    {"-p link show id 7", "Show link 7 for a script"}},
       .aliases = {"list"}});
}

}  // namespace skep::commands
