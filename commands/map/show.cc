// map show: tell what the kernel knows about maps.
#include <utility>

#include "commands/types/handles.h"
#include "commands/types/pids_words.h"
#include "src/cli/command.h"
#include "src/map/describe.h"
#include "src/map/details.h"
#include "src/map/map.h"
#include "src/object/device.h"
#include "src/object/references.h"
#include "src/prog/users.h"
#include "src/sys/error.h"
#include "src/sys/log.h"
#include "src/sys/proc.h"

namespace skep::commands {
namespace {

struct Options {
  std::optional<MapRef> map;
  bool has_details = false;
  bool counts = false;
  cli::PidsWord pids;
};

// What is known of all maps before the first one is opened.
struct Surroundings {
  References references;
  prog::UsersOfMaps users;
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

// A map whose elements can't be read is shown without their number.
std::optional<std::uint64_t> count_if_readable(const map::Map& map) {
  try {
    return map::count_elements(map);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    log::warn("the elements of {} are not counted: {}", map.label(),
              error.what());
    return std::nullopt;
  }
}

void show_count(Writer& out, const map::Map& map, bool counts) {
  const auto count = counts ? count_if_readable(map) : map::known_count(map);
  if (count) out.field("entries", *count, "\n\tentries {}");
}

// Text is a line "\n\tprograms name(id), name(id)".
void show_programs(Writer& out, std::uint32_t id,
                   const prog::UsersOfMaps& users) {
  const auto list = out.list("programs");
  const auto found = users.find(id);
  if (found == users.end()) return;
  const char* separator = "\n\tprograms ";
  for (const prog::User& user : found->second) {
    const auto object = out.object();
    out.layout(std::exchange(separator, ", "));
    out.field("id", user.id);
    out.field("name", user.name, "{}({})", user.name, user.id);
  }
}

void show(Writer& out, Fd fd, const Surroundings& surroundings,
          const Options& options) {
  const map::Map map{std::move(fd)};
  const bpf_map_info& info = map.info();
  const FdInfo fd_info = FdInfo::of(map.fd());
  const bool frozen = fd_info.number("frozen").value_or(0) != 0;
  const auto object = out.object();
  map::print_header(out, map);
  print_device(out, {info.ifindex, info.netns_dev, info.netns_ino});
  out.layout("\n");
  map::print_sizes(out, map, fd_info);
  show_state_and_pins(out, info, frozen, surroundings.references);
  surroundings.references.print_owners(out, info.id);
  if (options.has_details) {
    map::print_details(out, map);
    show_programs(out, info.id, surroundings.users);
  }
  if (options.has_details || options.counts)
    show_count(out, map, options.counts);
  out.layout("\n");
}

void show_all(Writer& out, const Surroundings& surroundings,
              const Options& options) {
  const auto list = out.list();
  for_each_object(ObjectKind::map, [&](std::uint32_t, Fd fd) {
    show(out, std::move(fd), surroundings, options);
  });
}

void run(const Options& options, cli::Context& context) {
  const bool has_details = options.has_details;
  const Surroundings surroundings{
      {ObjectKind::map, context.options.shows_pins || has_details,
       cli::find_holders(ObjectKind::map, options.pids).owners},
      has_details ? prog::find_users_of_maps() : prog::UsersOfMaps{}};
  if (!options.map) return show_all(context.out, surroundings, options);
  std::vector<Fd> maps = open_maps(*options.map);
  if (maps.size() == 1)
    return show(context.out, std::move(maps.front()), surroundings, options);
  const auto list = context.out.list();
  for (Fd& fd : maps) show(context.out, std::move(fd), surroundings, options);
}

}  // namespace

cli::Command map_show() {
  return cli::command<Options>(
      "map show", "Show maps: all, or those that MAP means",
      {cli::arg("MAP", &Options::map, "map to show"),
       cli::option("--details", &Options::has_details,
                   "show more than bpftool does"),
       cli::option("--count", &Options::counts,
                   "count the elements by reading all of them"),
       cli::pids_option<Options>()},
      run,
      {.details = fmt::format(
           "For each map: id, type, name, flags, the sizes of its keys and "
           "values, how many entries it can hold, the memory it takes, whether "
           "it is frozen, its BTF, and the processes that hold it open. With "
           "-f also the files at which it is pinned.\n"
           "\n"
           "A program array shows the type of the programs that can be put "
           "into it, once it has held one.\n"
           "\n"
           "With --details also: the names of the flags, the BTF types of "
           "keys and values, the number for the type that the map was created "
           "with (map_extra), the programs that use the map, and where it is "
           "pinned. The number of elements is shown where the kernel knows "
           "it, which is in arrays; --count counts those of other maps that "
           "can be listed.\n"
           "\n"
           "JSON is an array; with MAP it is the bare object when one map "
           "matches.\n\n{}",
           cli::pids_details()),
       .examples = {{"map show", "Show all maps"},
                    {"-f map show", "Show also where they are pinned"},
                    {"map show name counts --details --count",
                     "Show all about a map, and how full it is"},
                    {"-j map show", "The same for a script"}},
       .aliases = {"list"}});
}

}  // namespace skep::commands
