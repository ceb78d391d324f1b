// map show: tell what the kernel knows about maps.
#include "commands/types/handles.h"
#include "src/cli/command.h"
#include "src/map/describe.h"
#include "src/map/map.h"
#include "src/object/device.h"
#include "src/object/references.h"
#include "src/sys/proc.h"

namespace skep::commands {
namespace {

struct Options {
  std::optional<MapRef> map;
};

// bpftool shows the pins before the other facts in text, after them in JSON.
void show_state_and_pins(Writer& out, const bpf_map_info& info, bool frozen,
                         const References& references) {
  const std::uint32_t btf_id = info.btf_id;
  out.field("frozen", frozen ? 1 : 0);
  if (btf_id != 0) out.field("btf_id", btf_id);
  references.print_pins(out, info.id);
  if (btf_id != 0) out.text("\n\tbtf_id {}", btf_id);
  if (frozen) out.layout(btf_id != 0 ? "  frozen" : "\n\tfrozen");
}

void show(Writer& out, Fd fd, const References& references) {
  const map::Map map{std::move(fd)};
  const bpf_map_info& info = map.info();
  const FdInfo fd_info = FdInfo::of(map.fd());
  const bool frozen = fd_info.number("frozen").value_or(0) != 0;
  const auto object = out.object();
  map::print_header(out, map);
  print_device(out, {info.ifindex, info.netns_dev, info.netns_ino});
  out.layout("\n");
  map::print_sizes(out, map, fd_info);
  show_state_and_pins(out, info, frozen, references);
  references.print_owners(out, info.id);
  out.layout("\n");
}

void show_all(Writer& out, const References& references) {
  const auto list = out.list();
  for_each_object(ObjectKind::map, [&](std::uint32_t, Fd fd) {
    show(out, std::move(fd), references);
  });
}

void run(const Options& options, cli::Context& context) {
  const References references{ObjectKind::map, context.options.shows_pins};
  if (!options.map) return show_all(context.out, references);
  std::vector<Fd> maps = open_maps(*options.map);
  if (maps.size() == 1)
    return show(context.out, std::move(maps.front()), references);
  const auto list = context.out.list();
  for (Fd& fd : maps) show(context.out, std::move(fd), references);
}

}  // namespace

cli::Command map_show() {
  return cli::command<Options>(
      "map show", "Show maps: all, or those that MAP means",
      {cli::arg("MAP", &Options::map, "map to show")}, run,
      {.details =
           "For each map: id, type, name, flags, the sizes of its keys and "
           "values, how many entries it can hold, the memory it takes, whether "
           "it is frozen, its BTF, and the processes that hold it open. With "
           "-f also the files at which it is pinned.\n"
           "\n"
           "A program array shows the type of the programs that can be put "
           "into it, once it has held one.\n"
           "\n"
           "JSON is an array; with MAP it is the bare object when one map "
           "matches.",
       .examples = {{"map show", "Show all maps"},
                    {"-f map show", "Show also where they are pinned"},
                    {"-j map show", "The same for a script"}},
       .aliases = {"list"}});
}

}  // namespace skep::commands
