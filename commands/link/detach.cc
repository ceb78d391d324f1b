// link detach: detach programs from their hooks, whoever still holds the links.
#include "src/link/detach.h"

#include "commands/types/attachment_words.h"
#include "src/attached/print.h"
#include "src/object/references.h"

namespace skep::commands {
namespace {

struct Options : AttachmentWords {
  std::optional<LinkRef> link;
  bool all = false;
};

// Detach a link, if it is still there; return why it could not be done.
std::optional<std::string> try_to_detach(std::uint32_t id) {
  const auto link = open_id(ObjectKind::link, id);
  if (!link) return std::nullopt;
  try {
    detach_link(*link);
  } catch (const Error& error) {
    return error.code() != 0 ? errno_text(error.code()) : error.what();
  }
  return std::nullopt;
}

// Detach one of many, and tell what came of it.
bool detach_and_tell(const attached::Attachment& attachment, Writer& out,
                     const References& references) {
  const std::uint32_t id = attachment.link_id.value_or(0);
  const auto failure = try_to_detach(id);
  const auto object = out.object();
  out.field("id", id, "{}: ");
  out.field("hook", attachment.place.hook, "{}", attachment.place.text());
  out.field("target", attachment.place.target);
  out.field("prog_id", attachment.prog_id, "  prog {}  ");
  out.flag("detached", !failure, "detached");
  if (failure) {
    out.field("error", *failure, "not detached: {}");
    references.print_pins(out, id);
    references.print_owners(out, id);
  }
  out.layout("\n");
  return !failure;
}

void detach_all(const attached::Filter& filter, Writer& out) {
  const References references = References::find(ObjectKind::link);
  std::size_t failures = 0;
  {
    const auto list = out.list();
    for (const auto& link : attached::find_links(filter))
      failures += detach_and_tell(link, out, references) ? 0 : 1;
  }
  if (failures != 0)
    throw Error{ErrorKind::reported, 0,
                fmt::format("{} links can't be detached", failures)};
}

void detach_all_of(const ProgRef& ref, Writer& out) {
  const std::uint32_t id = info_of<bpf_prog_info>(open_prog(ref)).id;
  const attached::Filter filter{.prog_id = id};
  if (attached::find_links(filter).empty())
    throw failure("prog {} has no links", id)
        .with_hint("`skep attach list` shows how it is attached");
  detach_all(filter, out);
}

void run(const Options& options, cli::Context& context) {
  if (options.link) return detach_link(open_link(*options.link));
  if (!options.all) return detach_all_of(*options.prog, context.out);
  const attached::Filter filter = open_filter(options);
  if (filter.is_empty())
    throw usage_error("--all needs to know which links are meant")
        .with_hint("say `prog PROG`, `dev NAME`, `cgroup DIR` or `type TYPE`");
  detach_all(filter, context.out);
}

// "LINK", or "prog PROG", or with --all what links must have.
cli::Arg<Options> selection_argument() {
  cli::Arg<Options> result;
  result.shown.syntax = "{ LINK | prog PROG | --all WHICH... }";
  result.shown.name = "LINK";
  result.shown.help = "the link or links to detach";
  result.shown.definition = cli::ArgType<LinkRef>::syntax();
  const auto filters = attachment_arguments<Options>();
  for (const auto& filter : filters) result.shown.parts.push_back(filter.shown);
  result.parse_by([filters](Options& options, cli::Words& words, std::size_t) {
    if (options.all) return cli::parse_arguments(filters, options, words);
    if (words.accept("prog", "the links of a program"))
      options.prog = cli::ArgType<ProgRef>::parse(words, "PROG");
    else
      options.link = cli::ArgType<LinkRef>::parse(words, "LINK");
  });
  return result;
}

}  // namespace

cli::Command link_detach() {
  return cli::command<Options>(
      "link detach", "Detach programs from their hooks",
      {selection_argument(),
       cli::option("--all", &Options::all,
                   "detach all links that fulfil what is said of them")},
      run,
      {.details =
           "The link stays, without effect, as long as something holds it. "
           "Links to cgroups, network devices, network namespaces, netfilter "
           "hooks, socket maps and struct_ops can be detached; all others "
           "are detached by letting go of them: remove the files that pin "
           "them (`unpin`), end the processes that hold them (see `skep -f "
           "link show`).\n\n"
           "Of several links, each is tried and told; the exit code is 1 if "
           "one of them can't be detached, and then what holds it is told as "
           "well. --all needs one condition at least; with several, all of "
           "them count.",
       .examples = {{"link detach id 7", "Detach link 7"},
                    {"link detach pinned /sys/fs/bpf/my_link",
                     "Detach the link that is pinned there"},
                    {"link detach prog name filter",
                     "Detach a program wherever it is attached by a link"},
                    {"link detach --all dev eth0 type tcx",
                     "Detach the tcx programs of a device"}},
       .aliases = {}});
}

}  // namespace skep::commands
