// map create: make a map and pin it.
#include "src/map/create.h"

#include "commands/map/arguments.h"
#include "commands/map/new_types.h"
#include "commands/map/type_options.h"
#include "commands/types/handles.h"
#include "src/cli/command.h"
#include "src/map/map_type.h"
#include "src/sys/bpffs.h"
#include "src/sys/log.h"
#include "src/sys/netdev.h"

namespace skep::commands {
namespace {

struct Options : TypeOptions {
  cli::FilePath file;
  cli::MapType type;
  std::optional<std::uint32_t> key;
  std::optional<std::uint32_t> value;
  std::optional<std::uint32_t> entries;
  std::string name;
  std::optional<cli::MapFlags> flags;
  std::optional<MapRef> inner_map;
  std::optional<std::string> device;
  std::optional<std::uint64_t> extra;
  std::optional<std::uint32_t> numa_node;
};

map::MapSpec spec_of(const Options& options) {
  return {.type = options.type.number,
          .name = options.name,
          .key_size = options.key.value_or(0),
          .value_size = options.value.value_or(0),
          .max_entries = options.entries.value_or(0),
          .flags = options.flags.value_or(cli::MapFlags{}).bits,
          .extra = options.extra.value_or(0),
          .numa_node = options.numa_node};
}

void run(const Options& options, cli::Context&) {
  map::MapSpec spec = spec_of(options);
  map::check_spec(spec);
  check_pin_path(options.file.path);
  if (options.device) spec.ifindex = ifindex_of(*options.device);
  std::optional<NewTypes> types;
  if (options.has_types()) {
    types = load_new_types(options.types());
    set_types(spec, *types);
  }
  const Fd inner_map = options.inner_map ? open_map(*options.inner_map) : Fd{};
  spec.inner_map = inner_map.get();
  if (options.inner_map && !map::holds_maps(spec.type))
    log::warn("maps of type {} hold no maps: inner_map means nothing for them",
              map::type_label(spec.type));
  const Fd map = map::create(spec);
  PinTransaction pins;
  pins.pin(map.get(), options.file.path, "map '" + options.name + "'");
  pins.keep();
}

// Old scripts say `dev`.
cli::Arg<Options> offload_device() {
  auto argument = cli::keyword("offload_dev", "DEV", &Options::device,
                               "network device to which the map is offloaded");
  argument.keywords.emplace_back("dev");
  return argument;
}

constexpr const char* details =
    "FILE must be on a BPF file system, such as /sys/fs/bpf: the pin keeps "
    "the map when skep ends. Unlink it to let the map go.\n"
    "\n"
    "Which sizes a type wants is told when the kernel refuses the map. KEY, "
    "VALUE and ENTRIES are 0 when left out, as a ring buffer wants its key and "
    "value to be.\n"
    "\n"
    "FLAGS is a number, or names such as BPF_F_NO_PREALLOC|BPF_F_RDONLY_PROG.\n"
    "\n"
    "A map of maps holds maps that are like the one that inner_map means: of "
    "the same type, with keys and values of the same size.\n"
    "\n"
    "With --key-type and --value-type the map keeps the types of its keys and "
    "values, which map lookup and map dump show them by; the sizes follow from "
    "them. A TYPE is \"struct NAME\", \"union NAME\", \"enum NAME\" or the "
    "name alone, also that of a typedef or number.\n"
    "\n"
    "map_extra is the number of hash functions of a bloom filter, and the "
    "address of an arena.";

}  // namespace

cli::Command map_create() {
  using cli::keyword;
  return cli::command<Options>(
      "map create", "Create a map and pin it",
      with_types<Options>(
          {cli::arg("FILE", &Options::file, "where to pin the map"),
           keyword("type", "TYPE", &Options::type, "type of the map"),
           keyword("key", "KEY", &Options::key, "size of a key in bytes"),
           keyword("value", "VALUE", &Options::value,
                   "size of a value in bytes"),
           keyword("entries", "ENTRIES", &Options::entries,
                   "how many entries it can hold"),
           keyword("name", "NAME", &Options::name,
                   "name of the map, up to 15 characters"),
           keyword("flags", "FLAGS", &Options::flags, "flags of the map"),
           keyword("inner_map", "MAP", &Options::inner_map,
                   "what the maps in a map of maps are like"),
           keyword("map_extra", "NUMBER", &Options::extra,
                   "what only some types have"),
           keyword("numa_node", "NODE", &Options::numa_node,
                   "NUMA node that has its memory"),
           offload_device()},
          "--value-type"),
      run,
      {.details = details,
       .examples = {{"map create /sys/fs/bpf/counts type hash key 4 value 8 "
                     "entries 1024 name counts",
                     "Create a hash"},
                    {"map create /sys/fs/bpf/routes type lpm_trie key 8 value "
                     "4 entries 100 name routes flags BPF_F_NO_PREALLOC",
                     "Create a map that finds the longest prefix"},
                    {"map create /sys/fs/bpf/tables type array_of_maps key 4 "
                     "value 4 entries 8 name tables inner_map pinned "
                     "/sys/fs/bpf/counts",
                     "Create an array of maps that are like another one"},
                    {"map create /sys/fs/bpf/flows type hash entries 1024 name "
                     "flows --btf firewall.bpf.o --key-type flow --value-type "
                     "counters",
                     "Create a map with the types of an object file"}},
       .aliases = {}});
}

}  // namespace skep::commands
