#include "commands/prog/loading.h"

#include <utility>

namespace skep::cli {

// "idx N MAP" or "name NAME MAP": what stands behind the word `map`.
template <>
struct ArgType<MapReuse> {
  static MapReuse parse(Words& words, std::string_view name) {
    MapReuse result{};
    if (words.accept("idx", "by its place in the object"))
      result.map = ArgType<std::uint32_t>::parse(words, "IDX");
    else if (words.accept("name", "by its name in the object"))
      result.map = words.take("NAME");
    else
      words.reject(name);
    result.with = ArgType<MapRef>::parse(words, "MAP");
    return result;
  }
  static std::string_view syntax() {
    return "{ idx IDX | name NAME } { id ID | name NAME | pinned FILE }";
  }
};

}  // namespace skep::cli

namespace skep::commands {
namespace {

LoadOptions load_options(const LoadWords& words,
                         const cli::GlobalOptions& global) {
  LoadOptions options = object_configuration(words);
  options.section = words.type.value_or("");
  options.reused_maps = words.maps;
  options.offload_device = words.offload_device.value_or("");
  options.metadata_device = words.metadata_device.value_or("");
  if (words.kernel_btf) options.kernel_btf = words.kernel_btf->path;
  options.relaxed_maps = global.relaxes_maps;
  options.logs_verifier = global.is_debug;
  return options;
}

void print(Writer& out, std::string_view key, std::string_view kind,
           const std::vector<Handle>& handles) {
  const auto list = out.list(key);
  for (const Handle& handle : handles) {
    const auto object = out.object();
    out.field("id", handle.id, "{} {}", kind, handle.id);
    out.field("name", handle.name, "  name {}");
    if (handle.pinned.empty())
      out.layout("\n");
    else
      out.field("pinned", handle.pinned, "  pinned {}\n");
  }
}

}  // namespace

void load(const LoadWords& words, bool all_programs,
          const cli::Context& context) {
  if (context.options.uses_loader)
    throw usage_error("-L and -S are for `gen skeleton` alone");
  if (words.offload_device && words.metadata_device)
    throw usage_error("xdpmeta_dev and offload_dev exclude each other");
  if (words.kernel_btf && words.btf)
    throw usage_error("kernel_btf and --btf exclude each other");
  const LoadedHandles handles = load_pinned(
      words.object.path, load_options(words, context.options),
      {.path = words.path.path,
       .all_programs = all_programs,
       .auto_attach = words.auto_attach,
       .map_directory = words.map_directory.value_or(cli::FilePath{}).path});
  if (!words.shows_ids) return;
  const auto document = context.out.object();
  print(context.out, "progs", "prog", handles.progs);
  print(context.out, "maps", "map", handles.maps);
  print(context.out, "links", "link", handles.links);
}

std::vector<cli::Arg<LoadWords>> load_arguments(std::string path_help) {
  using cli::keyword;
  auto offload_device =
      keyword("offload_dev", "NAME", &LoadWords::offload_device,
              "network device that runs the programs itself");
  // What bpftool called it once.
  offload_device.keywords.emplace_back("dev");
  std::vector<cli::Arg<LoadWords>> arguments{
      cli::arg("OBJ", &LoadWords::object, "BPF object file"),
      cli::arg("PATH", &LoadWords::path, std::move(path_help)),
      keyword("type", "TYPE", &LoadWords::type,
              "section name, such as xdp or cgroup/skb, whose type all "
              "programs take in place of that of their own section"),
      keyword("map", "MAP", &LoadWords::maps,
              "use a map that exists in place of one of the object's"),
      std::move(offload_device),
      keyword("xdpmeta_dev", "NAME", &LoadWords::metadata_device,
              "network device whose metadata XDP programs may ask for"),
      keyword("pinmaps", "DIR", &LoadWords::map_directory,
              "directory on bpffs to pin the maps in"),
      cli::flag("autoattach", &LoadWords::auto_attach,
                "attach programs where their sections say, and pin the links"),
      keyword("kernel_btf", "FILE", &LoadWords::kernel_btf,
              "BTF to adapt the programs to, in place of the kernel's own"),
      cli::option("--ids", &LoadWords::shows_ids,
                  "show the programs, maps and links that were made"),
  };
  for (auto& option : object_options<LoadWords>())
    arguments.push_back(std::move(option));
  return arguments;
}

std::string load_details(std::string_view start) {
  return fmt::format(
      "{}\n\n"
      "All or nothing: PATH and DIR are checked before anything is loaded, and "
      "if a later step fails, what was pinned, attached or made until then is "
      "undone. No file system is ever mounted. Optional programs "
      "(SEC(\"?...\")) "
      "are neither loaded nor pinned.\n\n"
      "A map given by `map` stands in for the object's map with this name, or "
      "at this place in the object (from 0, global data included); type, key "
      "size, value size and max_entries must be the same. Maps are pinned in "
      "DIR by their names, with _ for each dot.\n\n"
      "With `autoattach`, programs whose sections say where to attach are "
      "attached, and the links are pinned in their place; the others are "
      "pinned themselves, with a notice.\n\n"
      "When the verifier refuses a program, the error shows its last words, "
      "the instruction and the line in the source; -d shows the whole log."
      "\n\n{}",
      start, object_details());
}

}  // namespace skep::commands
