// map event_pipe: show the events of a perf event array, as bpftool does.
#include "commands/map/event_loop.h"
#include "commands/types/handles.h"
#include "src/cli/command.h"
#include "src/map/event_printer.h"

namespace skep::commands {
namespace {

struct Options {
  MapRef map;
  std::optional<std::uint32_t> cpu;
  std::optional<std::uint32_t> index;
};

// bpftool's, so that as much is lost as there.
constexpr std::size_t pages = 16;

map::PerfSetup setup_of(const Options& options) {
  map::PerfSetup setup{.pages = pages, .has_monotonic_times = false};
  if (options.cpu.has_value() != options.index.has_value())
    throw usage_error("'cpu' and 'index' are given together or not at all");
  if (options.cpu)
    setup.only = map::PerfSetup::Place{*options.cpu, *options.index};
  return setup;
}

void run(const Options& options, cli::Context& context) {
  const map::PerfSetup setup = setup_of(options);
  const map::Map map{open_map(options.map, /*writable=*/true)};
  const auto reader = map::open_perf_events(map, setup);
  const auto list = context.out.list();
  read_events(*reader, {}, context.out, [&](const map::Event& event) {
    map::print_piped_event(context.out, event);
    return true;
  });
}

}  // namespace

cli::Command map_event_pipe() {
  return cli::command<Options>(
      "map event_pipe", "Show the events of a perf event array",
      {cli::arg("MAP", &Options::map, "perf event array to read"),
       cli::keyword("cpu", "CPU", &Options::cpu, "read this CPU alone"),
       cli::keyword("index", "INDEX", &Options::index,
                    "the place in the map for that CPU")},
      run,
      {.details =
           "Shows what BPF programs send by bpf_perf_event_output(), with its "
           "time and CPU, until a signal (SIGINT, SIGTERM, SIGHUP) comes; the "
           "exit code is 0 then. Events that were lost are counted.\n"
           "\n"
           "A perf event for each CPU that is online is put into the map, at "
           "the place that has the CPU's number. What was in these places is "
           "replaced; in the end they are empty. `map events` shows records "
           "by their type, and reads ring buffers, too.",
       .examples = {{"map event_pipe name events", "Show events until Ctrl-C"},
                    {"map event_pipe name events cpu 1 index 0",
                     "Show what programs that run on CPU 1 send to place 0"}},
       .aliases = {}});
}

}  // namespace skep::commands
