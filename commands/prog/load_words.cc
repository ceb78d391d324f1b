#include "commands/prog/load_words.h"

#include <algorithm>
#include <utility>

#include "src/sys/error.h"
#include "src/sys/given_options.h"

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

// With -L there is no PATH, and --dry-run can do without: then, what may be one
// of the keywords is one.
cli::Arg<LoadWords> path_argument(std::string help,
                                  std::vector<std::string> keywords) {
  cli::Arg<LoadWords> result;
  result.shown.name = "PATH";
  result.shown.syntax = "PATH";
  result.shown.help = std::move(help);
  result.parse_by([keywords = std::move(keywords)](
                      LoadWords& options, cli::Words& words, std::size_t) {
    const bool is_keyword =
        std::ranges::find(keywords, words.peek()) != keywords.end();
    if (words.done() || (options.is_dry_run && is_keyword)) return;
    options.path = {words.take_path("PATH")};
  });
  return result;
}

}  // namespace

std::vector<cli::Arg<LoadWords>> load_arguments(std::string path_help) {
  using cli::keyword;
  auto offload_device =
      keyword("offload_dev", "NAME", &LoadWords::offload_device,
              "network device that runs the programs itself");
  // What bpftool called it once.
  offload_device.keywords.emplace_back("dev");
  std::vector<cli::Arg<LoadWords>> arguments{
      cli::arg("OBJ", &LoadWords::object, "BPF object file"),
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
      cli::option(
          "--attach", "PROG=HOOK", &LoadWords::attached,
          "attach a program, in the words of `prog attach`, and pin the "
          "link beside it: 'count=xdp dev eth0'"),
      cli::option("--ids", &LoadWords::shows_ids,
                  "show the programs, maps and links that were made"),
      cli::option<LoadWords, std::optional<cli::FilePath>>(
          "--log-file", "FILE", &LoadWords::log_file,
          "write what the verifier says of each program to a file"),
      cli::option("--dry-run", &LoadWords::is_dry_run,
                  "load, show what the verifier says of the programs, and "
                  "leave nothing"),
  };
  std::vector<std::string> keywords;
  for (const auto& argument : arguments)
    keywords.insert(keywords.end(), argument.keywords.begin(),
                    argument.keywords.end());
  arguments.insert(arguments.begin() + 1,
                   path_argument(std::move(path_help), std::move(keywords)));
  for (auto& option : object_options<LoadWords>())
    arguments.push_back(std::move(option));
  for (auto& option : sec_arguments<LoadWords>())
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
      "are neither loaded nor pinned, unless --only or --attach names them."
      "\n\n"
      "A map given by `map` stands in for the object's map with this name, or "
      "at this place in the object (from 0, global data included); type, key "
      "size, value size and max_entries must be the same. Maps are pinned in "
      "DIR by their names, with _ for each dot.\n\n"
      "With `autoattach`, programs whose sections say where to attach are "
      "attached, and the links are pinned in their place; the others are "
      "pinned themselves, with a notice. --attach attaches one program where "
      "its words say, in the order in which it is given; the program is pinned "
      "as ever, and its links are pinned beside it, with _link (_link2, ...) "
      "behind its name.\n\n"
      "Rules by --sec-handler and --sec-file say how programs are handled "
      "whose sections libbpf does not know, or handles otherwise: `skep help "
      "sec test` tells how they are written, and `sec test` shows what they "
      "do. With `autoattach` a program goes to the hook of its rule; if that "
      "takes several links, they are pinned beside the program, as with "
      "--attach. --attach comes before rules.\n\n"
      "--dry-run loads the object, shows how much the verifier had to look at, "
      "how large the programs are and how deep their stacks, and lets go of "
      "all; nothing is attached. PATH is checked if it is given.\n\n"
      "When the verifier refuses a program, the error shows its last words, "
      "the instruction and the line in the source, how the value that it is "
      "about came about, what the verifier wants and what people usually do; "
      "-j has all of it in parts, as `verifier`. -d shows the whole log, with "
      "-j also there; --log-file keeps the logs of all programs, accepted or "
      "not.\n\n{}",
      start, object_details());
}

void check_load_words(const LoadWords& words,
                      const cli::GlobalOptions& global) {
  GivenOptions given;
  given.add("xdpmeta_dev", words.metadata_device.has_value());
  given.add("offload_dev", words.offload_device.has_value());
  given.add("kernel_btf", words.kernel_btf.has_value());
  given.add("--btf", words.btf.has_value());
  given.add("-L", global.uses_loader);
  given.add("PATH", words.path.has_value());
  given.add("map", !words.maps.empty());
  given.add("pinmaps", words.map_directory.has_value());
  given.add("autoattach", words.auto_attach);
  given.add("--attach", !words.attached.empty());
  given.add("--ids", words.shows_ids);
  given.add("--log-file", words.log_file.has_value());
  given.add("--dry-run", words.is_dry_run);
  given.exclude("--dry-run", "--ids");
  given.exclude("xdpmeta_dev", "offload_dev");
  given.exclude("kernel_btf", "--btf");
  for (const char* kept : {"PATH", "map", "pinmaps", "autoattach", "--attach",
                           "--ids", "--log-file", "--dry-run"})
    given.exclude("-L", kept);
  if (!words.path && !global.uses_loader && !words.is_dry_run)
    throw usage_error("PATH is missing");
}

}  // namespace skep::commands
