// What help and the man page tell of `run`.
#include "commands/run/words.h"

namespace skep::commands {
namespace {

constexpr std::string_view what_happens =
    "Opens the object, configures it, loads it, attaches its programs "
    "and holds them until a signal comes (Ctrl-C) or what is asked for "
    "has happened; then all is taken down. Without PROG, every program "
    "is attached whose section says where, and struct_ops maps are "
    "registered; what does not say where is left out. Other programs "
    "than PROG are loaded all the same, as they may be called: --only "
    "leaves them out. Nothing is left, whatever happens: no program, "
    "map, link or pin, not even one that the object asks for "
    "(LIBBPF_PIN_BY_NAME). A second signal ends skep at once.\n\n"
    "While the object runs, events of ring buffers and perf event "
    "arrays are shown (--tail), changes of maps and variables (--watch) "
    "and what programs print (--trace). Without any of these options, "
    "the events of all buffers are shown whose type can be told. In the "
    "end, the variables and the elements of maps are printed, a line for "
    "each; of arrays, what is not zero.\n\n"
    "JSON is one object: `attached`; `events`, in the order in which "
    "they come; `ended`, which of signal, process, timeout, count and "
    "condition was the reason; how many events were `shown`, `lost` and "
    "`unfit`, not of their type; `status`, the exit code of the command; "
    "`variables` and `maps`. With --format ndjson each of these is a "
    "line as soon as it is known: first {\"attached\"}, then the "
    "events, and all else in the end.\n\n";

constexpr std::string_view how_it_ends =
    "Every name is looked up before anything is done, and all that are "
    "unknown are told at once. Errors in JSON have the `phase`: parse, "
    "open, prepare, load, hook, attach, hold or teardown. Exit codes: 0 "
    "after a signal, too, once the object runs; 1 if something failed; 2 "
    "for wrong use, which unknown names are; 3 if the kernel refused to "
    "load the object; 4 if something could not be taken down; 130 if a "
    "signal came before all was attached. With --exec-status, that of "
    "the command of --exec, unless it is 0 and something failed.\n\n";

constexpr std::string_view how_to_ask =
    "CMD is split into words as a shell does, and no shell runs it. The "
    "command of --exec is started first of all but waits before its "
    "first instruction until the programs are attached; it gets SIGTERM "
    "if something else ends the run. With JSON, commands print to "
    "standard error. That of --pre-attach finds the ids of programs and "
    "maps in its environment (SKEP_PROG_name, SKEP_MAP_name), and in "
    "SKEP_PID the process that --exec has started; if it fails, nothing "
    "is attached.\n\n"
    "EXPR compares global variables, as --set names them, one element, "
    "MAP[KEY] with a path into its value behind it, or any element, "
    "MAP.FIELD: 'hits > 100 || flows[3].bytes != 0 || seen.pid == 1'. "
    "Operators are == != < <= > >= =~ && || ! and parentheses. Of values "
    "that each CPU has, the sum is meant.\n\n"
    "--keep pins the programs as DIR/PROG, their links as DIR/PROG_link "
    "and the maps as DIR/maps/MAP, and leaves all running; `skep unpin "
    "-r DIR` takes it down.\n\n"
    "Hooks without links (tc_ingress, tc_egress) are taken down, too, "
    "unless skep is killed (SIGKILL): those with links, such as "
    "tcx_ingress, go in any case.\n\n"
    "`run --help OBJ` shows what an object itself takes: its variables "
    "with types, defaults and the help that a btf_decl_tag gives, its "
    "programs, maps and events.";

}  // namespace

cli::Notes life_notes() {
  return {
      .details = fmt::format("{}{}{}\n\n{}\n\n{}", what_happens, how_it_ends,
                             how_to_ask, object_details(), sec_details()),
      .examples =
          {{"run trace.bpf.o", "Run an object until Ctrl-C is pressed"},
           {"run trace.bpf.o on_open --set target_pid=1234 --timeout 10",
            "Attach one program for ten seconds, with a setting"},
           {"run trace.bpf.o --exec 'ls -l' --exec-status",
            "Run a command while all is attached"},
           {"run xdp.bpf.o --attach 'drop=xdp dev eth0' --map-set ports 443 1",
            "Attach a program to a device, with an element in a map"},
           {"run trace.bpf.o --tail events:event --count 100 --format ndjson",
            "Show a hundred events for a script"},
           {"run trace.bpf.o --until 'hits >= 10' --no-maps",
            "Run an object until it has counted to ten"},
           {"run app.bpf.o --keep /sys/fs/bpf/app",
            "Leave all running, by pins"},
           {"run trace.bpf.o --dry-run", "See what the verifier says"}},
      .aliases = {}};
}

}  // namespace skep::commands
