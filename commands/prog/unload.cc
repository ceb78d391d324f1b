// prog unload: let a program go, and say who still holds it.
#include <chrono>
#include <thread>

#include "commands/types/handles.h"
#include "src/attached/find.h"
#include "src/attached/holders.h"
#include "src/cli/command.h"
#include "src/sys/bpffs.h"
#include "src/sys/unpin.h"

namespace skep::commands {
namespace {

struct Options {
  ProgRef prog;
  bool with_links = false;
};

struct Identity {
  std::uint32_t id = 0;
  std::string name{};
};

Identity identify(const ProgRef& ref) {
  const Fd prog = open_prog(ref);
  return {info_of<bpf_prog_info>(prog).id, full_name_of_prog(prog)};
}

bool is_loaded(std::uint32_t id) {
  return open_id(ObjectKind::prog, id).has_value();
}

// Return what holds a program, whose links `gone` were let go of; nullopt: it
// is gone. What nothing holds the kernel frees a while later.
std::optional<attached::Holders> wait_for_end(
    std::uint32_t id, const std::vector<attached::Attachment>& gone) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::seconds{3};
  std::optional<attached::Holders> before;
  while (is_loaded(id)) {
    attached::Holders holders = attached::find_holders(id);
    const bool is_certain = before && !holders.are_none() &&
                            holders.are_as(*before) &&
                            holders.are_settled(gone);
    if (is_certain || Clock::now() >= end) return holders;
    before = std::move(holders);
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  return std::nullopt;
}

std::vector<std::string> pins_to_remove(
    std::uint32_t id, const std::vector<attached::Attachment>& links) {
  std::vector<std::string> paths;
  const auto add = [&](const PinTable& pins, std::uint32_t object) {
    if (const auto found = pins.find(object); found != pins.end())
      paths.insert(paths.end(), found->second.begin(), found->second.end());
  };
  add(find_pins(ObjectKind::prog), id);
  if (links.empty()) return paths;
  const PinTable pins = find_pins(ObjectKind::link);
  for (const attached::Attachment& link : links) add(pins, *link.link_id);
  return paths;
}

void remove_pins(const std::vector<std::string>& paths, Writer& out) {
  const auto list = out.list("unpinned");
  for (const std::string& path : paths) {
    skep::unpin(path);
    out.item(path, "unpinned {}\n");
  }
}

void run(const Options& options, cli::Context& context) {
  Writer& out = context.out;
  const Identity prog = identify(options.prog);
  std::vector<attached::Attachment> links;
  if (options.with_links) links = attached::find_links({.prog_id = prog.id});
  const auto object = out.object();
  out.field("id", prog.id);
  out.field("name", prog.name);
  remove_pins(pins_to_remove(prog.id, links), out);
  const auto holders = wait_for_end(prog.id, links);
  out.field("unloaded", !holders);
  if (!holders) {
    out.text("prog {} '{}' is unloaded\n", prog.id, prog.name);
    return;
  }
  out.text("prog {} '{}' is still loaded, held by\n", prog.id, prog.name);
  attached::print_holders(out, *holders);
  throw Error{ErrorKind::reported, EBUSY,
              fmt::format("prog {} is still loaded", prog.id)};
}

}  // namespace

cli::Command prog_unload() {
  return cli::command<Options>(
      "prog unload", "Remove the pins of a program, and say who holds it",
      {cli::arg("PROG", &Options::prog, "the program to unload"),
       cli::option("--links", &Options::with_links,
                   "remove the pins of its links as well, which detaches it "
                   "where nothing else holds them")},
      run,
      {.details =
           "A program stays loaded as long as anything holds it: a pin, a "
           "link, an attachment without one, a map (such as an array of "
           "programs for tail calls), a process. The pins of the program are "
           "removed, with --links those of its links, too; nothing else is "
           "touched. Then the program is gone, or all that still holds it is "
           "shown and the exit code is 1. `link detach prog PROG`, `prog "
           "detach` and `map delete` let go of the rest.\n\n"
           "The pins that are found are those of this mount namespace.",
       .examples = {{"prog unload name filter",
                     "Unload a program that is only "
                     "pinned"},
                    {"prog unload pinned /sys/fs/bpf/filter --links",
                     "Unload one that pinned links keep attached"}},
       .aliases = {}});
}

}  // namespace skep::commands
