// cgroup tree: show the programs of a control group and all groups in it.
#include "src/attached/print_cgroup.h"
#include "src/cli/command.h"
#include "src/sys/cgroup.h"
#include "src/sys/mounts.h"
#include "src/sys/signals.h"

namespace skep::commands {
namespace {

struct Options {
  std::optional<cli::FilePath> root;
  bool is_effective = false;
};

struct Root {
  std::string path{};
  bool is_effective = false;
};

std::string root_of(const Options& options) {
  if (options.root) {
    std::string path = options.root->path;
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    return path;
  }
  const auto mounts = mount_points("cgroup2");
  if (mounts.empty())
    throw failure("no cgroup file system of version 2 is mounted");
  return mounts.front();
}

// Return nothing of a group that was removed meanwhile.
std::vector<attached::CgroupHookPrograms> programs_if_there(
    const std::string& path, const Root& root) {
  try {
    return attached::programs_of_cgroup(path, root.is_effective);
  } catch (const Error& error) {
    if (error.code() != ENOENT && error.code() != ENODEV) throw;
    return {};
  }
}

void print_group(const std::string& path, const Root& root, Writer& out,
                 attached::CgroupPrinter& printer) {
  const auto hooks = programs_if_there(path, root);
  if (hooks.empty()) return;
  const auto object = out.object();
  out.field("cgroup", path, "{}\n");
  const auto programs = out.list("programs");
  printer.print(hooks, path == root.path ? "" : "    ");
}

void run(const Options& options, cli::Context& context) {
  Writer& out = context.out;
  const Root root{root_of(options), options.is_effective};
  (void)open_cgroup(root.path);
  attached::CgroupPrinter printer{out, options.is_effective};
  const auto list = out.list();
  out.layout("CgroupPath\n");
  printer.print_titles();
  for (const CgroupDirectory& group : list_cgroups(root.path)) {
    throw_if_stopped();
    print_group(group.path, root, out, printer);
  }
}

// A directory, unless the word is "effective".
cli::Arg<Options> root_argument() {
  auto result = cli::arg("ROOT", &Options::root, "where to begin");
  const auto parse = result.parse;
  result.parse = [parse](void* options, cli::Words& words, std::size_t n) {
    if (words.peek() != "effective") parse(options, words, n);
  };
  return result;
}

}  // namespace

cli::Command cgroup_tree() {
  return cli::command<Options>(
      "cgroup tree", "Show the programs of all control groups",
      {root_argument(),
       cli::flag("effective", &Options::is_effective,
                 "show what runs, also from the groups above")},
      run,
      {.details =
           "Goes through the groups from ROOT down; without ROOT, from where "
           "the control groups of version 2 are mounted. Groups without "
           "programs are left out. `attach list` shows those that are attached "
           "without a link beside all others.",
       .examples = {{"cgroup tree", "Show the programs of all groups"},
                    {"-p cgroup tree /sys/fs/cgroup/system.slice",
                     "Show those of a part of the groups for a script"}},
       .aliases = {}});
}

}  // namespace skep::commands
