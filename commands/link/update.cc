// link update: put another program in the place of a link's.
#include "src/link/update.h"

#include <variant>

#include "commands/types/handles.h"
#include "src/cli/command.h"

namespace skep::commands {

// What a link can have.
using LinkContent = std::variant<ProgRef, MapRef>;

}  // namespace skep::commands

namespace skep::cli {

template <>
struct ArgType<commands::LinkContent> {
  static commands::LinkContent parse(Words& words, std::string_view name) {
    if (words.accept_exactly("map", "a map of struct_ops"))
      return ArgType<MapRef>::parse(words, "MAP");
    return ArgType<ProgRef>::parse(words, name);
  }
  static std::string_view syntax() { return "{ PROG | map MAP }"; }
};

}  // namespace skep::cli

namespace skep::commands {
namespace {

struct Options {
  LinkRef link;
  LinkContent content;
  std::optional<LinkContent> old;
};

Fd open_content(const LinkContent& content) {
  if (const auto* map = std::get_if<MapRef>(&content)) return open_map(*map);
  return open_prog(std::get<ProgRef>(content));
}

void run(const Options& options, cli::Context&) {
  const Fd link = open_link(options.link);
  const Fd content = open_content(options.content);
  update_link(link, content, options.old ? open_content(*options.old) : Fd{});
}

}  // namespace

cli::Command link_update() {
  return cli::command<Options>(
      "link update", "Put another program in the place of a link's",
      {cli::arg("LINK", &Options::link, "the link to change"),
       cli::arg("CONTENT", &Options::content, "what it has from now on"),
       cli::keyword("old", "OLD", &Options::old,
                    "change it only if this is what it has")},
      run,
      {.details =
           "The hook is never without a program: events that come meanwhile "
           "are seen by the old one or by the new one. The new program must be "
           "of the same type as the old one. Links to control groups, network "
           "devices and namespaces, socket maps and those of iterators can be "
           "changed, and those of struct_ops, which have a map.",
       .examples = {{"link update id 7 pinned /sys/fs/bpf/new_filter",
                     "Put a new version of a program in place"},
                    {"link update pinned /sys/fs/bpf/link id 9 old id 8",
                     "The same, unless somebody else has changed it"},
                    {"link update id 7 map name new_algorithm",
                     "Put another map of struct_ops in place"}},
       .aliases = {}});
}

}  // namespace skep::commands
