#include "commands/table.h"

#include <string>

// One line a verb, in the order in which help shows them. Each is declared in
// commands/<group>/<verb>.cc; its words are <group> and <verb>.
// clang-format off
#define SKEP_COMMANDS(X) \
  X(batch_file) \
  X(prog_show) \
  X(prog_dump) \
  X(prog_load) \
  X(prog_loadall) \
  X(prog_stats) \
  X(prog_pin) \
  X(prog_attach) \
  X(prog_detach) \
  X(prog_unload) \
  X(prog_run) \
  X(prog_profile) \
  X(prog_top) \
  X(prog_tracelog) \
  X(map_show) \
  X(map_create) \
  X(map_dump) \
  X(map_lookup) \
  X(map_update) \
  X(map_delete) \
  X(map_getnext) \
  X(map_peek) \
  X(map_push) \
  X(map_pop) \
  X(map_pin) \
  X(map_freeze) \
  X(map_events) \
  X(map_event_pipe) \
  X(map_export) \
  X(map_import) \
  X(map_copy) \
  X(map_clear) \
  X(map_diff) \
  X(btf_show) \
  X(btf_dump) \
  X(gen_skeleton) \
  X(gen_subskeleton) \
  X(gen_object) \
  X(gen_inspect) \
  X(gen_min_core_btf) \
  X(sec_list) \
  X(sec_test) \
  X(link_show) \
  X(link_pin) \
  X(link_create) \
  X(link_update) \
  X(link_detach) \
  X(cgroup_show) \
  X(cgroup_tree) \
  X(cgroup_attach) \
  X(cgroup_detach) \
  X(perf_show) \
  X(net_show) \
  X(net_attach) \
  X(net_detach) \
  X(attach_list) \
  X(iter_pin) \
  X(iter_dump) \
  X(iter_show) \
  X(iter_replace) \
  X(iter_list) \
  X(iter_fields) \
  X(run) \
  X(unpin) \
  X(version)
// clang-format on

namespace skep::commands {

#define SKEP_DECLARE(name) cli::Command name();
SKEP_COMMANDS(SKEP_DECLARE)
#undef SKEP_DECLARE

namespace {

std::vector<cli::Group> groups() {
  return {
      {"batch", "Run many commands in one process", {"file", "help"}, ""},
      {"prog",
       "Load, show, pin and attach BPF programs",
       {"show", "list", "help", "dump", "pin", "load", "loadall", "attach",
        "detach", "tracelog", "run", "profile"},
       "show"},
      {"map",
       "Create, show and change BPF maps",
       {"show", "list", "help", "dump", "update", "lookup", "getnext", "delete",
        "pin", "event_pipe", "create", "peek", "push", "enqueue", "pop",
        "dequeue", "freeze"},
       "show"},
      {"link",
       "Make, show, change, pin and detach BPF links",
       {"show", "list", "help", "pin", "detach"},
       "show"},
      {"cgroup",
       "Show and change the programs of control groups",
       {"show", "list", "tree", "attach", "detach", "help"},
       "show"},
      {"perf",
       "Show the programs on perf events",
       {"show", "list", "help"},
       "show"},
      {"net",
       "Show and change the programs of network devices",
       {"show", "list", "attach", "detach", "help"},
       "show"},
      {"attach", "Show where programs are attached", {}, "list"},
      {"btf",
       "Show BTF objects, and print types as a list or as C",
       {"show", "list", "help", "dump"},
       "show"},
      {"gen",
       "Generate code from BPF objects",
       {"object", "skeleton", "subskeleton", "min_core_btf", "help"},
       ""},
      {"sec",
       "Tell what section names (SEC) mean, by libbpf and by rules",
       {},
       ""},
      {"iter",
       "Show objects of the kernel by BPF iterators",
       {"help", "pin"},
       ""},
      {"run", "Run an object: load, attach, watch, clean up", {}, ""},
      {"unpin", "Remove pins of programs, maps and links", {}, ""},
      {"version", "Show the version of skep and of libbpf", {}, ""},
  };
}

// Of "map_event_pipe", make "map event_pipe".
std::string path_of(std::string name) {
  if (const auto end = name.find('_'); end != std::string::npos)
    name[end] = ' ';
  return name;
}

}  // namespace

cli::Table make_table() {
  cli::Table table;
  table.summary = "a tool for the whole life of a BPF object";
  table.bpftool_groups = {"help",   "batch",      "prog", "map",     "link",
                          "cgroup", "perf",       "net",  "feature", "btf",
                          "gen",    "struct_ops", "iter", "token",   "version"};
  table.groups = groups();
#define SKEP_ADD(name) table.commands.emplace_back(path_of(#name), name);
  SKEP_COMMANDS(SKEP_ADD)
#undef SKEP_ADD
  return table;
}

}  // namespace skep::commands
