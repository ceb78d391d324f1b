// unpin: remove pins, and nothing else.
#include "src/sys/unpin.h"

#include "src/cli/command.h"

namespace skep::commands {
namespace {

struct Options {
  std::vector<cli::FilePath> paths;
  bool is_recursive = false;
};

void tell(Writer& out, const Unpinned& gone) {
  const auto object = out.object();
  out.field("path", gone.path, "unpinned {}");
  if (gone.kind) {
    const std::string kind{kind_name(*gone.kind)};
    out.field("kind", kind, "  {}", kind);
    out.field("id", gone.id, " {}");
  }
  out.layout("\n");
}

void run(const Options& options, cli::Context& context) {
  Writer& out = context.out;
  for (const cli::FilePath& file : options.paths)
    check_unpin(file.path, options.is_recursive);
  const auto list = out.list();
  for (const cli::FilePath& file : options.paths)
    if (options.is_recursive)
      unpin_tree(file.path, [&](const Unpinned& gone) { tell(out, gone); });
    else
      tell(out, unpin(file.path));
}

}  // namespace

cli::Command unpin() {
  return cli::command<Options>(
      "unpin", "Remove pins of programs, maps and links",
      {cli::arg("PATH", &Options::paths, "the pins"),
       cli::option("-r,--recursive", &Options::is_recursive,
                   "remove directories as well, with all the pins in them")},
      run,
      {.details =
           "What is pinned there goes away as soon as nothing else holds it: "
           "a program is unloaded, a map is freed, the program of a link is "
           "detached. Files that are not on a BPF file system, directories "
           "(without -r) and symbolic links are refused, before anything is "
           "removed. All that was removed is told.\n\n"
           "With -r nothing is removed on another file system than that of "
           "PATH; where a BPF file system is mounted, the directory itself "
           "stays.",
       .examples = {{"unpin /sys/fs/bpf/my_link", "Remove a pin"},
                    {"unpin -r /sys/fs/bpf/my_app",
                     "Remove all that an application has pinned"}},
       .aliases = {}});
}

}  // namespace skep::commands
