#include "commands/table.h"

// One line a verb, in the order in which help shows them. Each is declared in
// commands/<group>/<verb>.cc.
#define SKEP_COMMANDS(X) X(version)

namespace skep::commands {

#define SKEP_DECLARE(name) cli::Command name();
SKEP_COMMANDS(SKEP_DECLARE)
#undef SKEP_DECLARE

namespace {

std::vector<cli::Group> groups() {
  return {
      {"map",
       "Create, show and change BPF maps",
       {"show", "list", "help", "dump", "update", "lookup", "getnext", "delete",
        "pin", "event_pipe", "create", "peek", "push", "enqueue", "pop",
        "dequeue", "freeze"},
       "show"},
      {"version", "Show the version of skep and of libbpf", {}, ""},
  };
}

}  // namespace

cli::Table make_table() {
  cli::Table table;
  table.summary = "a tool for the whole life of a BPF object";
  table.bpftool_groups = {"help",   "batch",      "prog", "map",     "link",
                          "cgroup", "perf",       "net",  "feature", "btf",
                          "gen",    "struct_ops", "iter", "token",   "version"};
  table.groups = groups();
#define SKEP_ADD(name) table.commands.push_back(name());
  SKEP_COMMANDS(SKEP_ADD)
#undef SKEP_ADD
  return table;
}

}  // namespace skep::commands
