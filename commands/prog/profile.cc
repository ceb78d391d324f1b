// prog profile: count what happens while a program runs.
#include <algorithm>

#include "commands/types/handles.h"
#include "commands/types/seconds.h"
#include "src/cli/command.h"
#include "src/prog/profiler.h"
#include "src/sys/signals.h"

namespace skep::cli {

template <>
struct ArgType<prog::Metric> {
  // Shortened as in bpftool: the first one that begins so.
  static prog::Metric parse(Words& words, std::string_view name) {
    for (const prog::Metric& metric : prog::all_metrics())
      if (words.accept(metric.name, metric.help)) return metric;
    words.reject(name);
  }
  static std::string syntax() {
    std::vector<std::string> names;
    for (const prog::Metric& metric : prog::all_metrics())
      names.emplace_back(metric.name);
    return "{ " + join(names, " | ") + " }";
  }
};

}  // namespace skep::cli

namespace skep::commands {
namespace {

struct Options {
  ProgRef prog;
  std::optional<std::chrono::milliseconds> duration;
  std::vector<prog::Metric> metrics;
};

// Each once, in the order in which bpftool has them.
std::vector<prog::Metric> in_order(const std::vector<prog::Metric>& chosen) {
  std::vector<prog::Metric> metrics;
  for (const prog::Metric& metric : prog::all_metrics())
    if (std::any_of(chosen.begin(), chosen.end(),
                    [&](const prog::Metric& other) {
                      return other.name == metric.name;
                    }))
      metrics.push_back(metric);
  if (metrics.size() > prog::most_metrics)
    throw usage_error("{} metrics are too many: {} can be counted at once",
                      metrics.size(), prog::most_metrics);
  return metrics;
}

// Wait until the time is over, or until a stop is asked for.
void wait(const std::optional<std::chrono::milliseconds>& duration) {
  if (duration)
    (void)is_stopped_after(*duration);
  else
    wait_for_stop();
}

void run(const Options& options, cli::Context& context) {
  const auto metrics = in_order(options.metrics);
  const Fd prog = open_prog(options.prog);
  prog::Profiler profiler{prog, metrics};
  wait(options.duration);
  profiler.stop();
  prog::print_profile(context.out, metrics, profiler.read());
}

}  // namespace

cli::Command prog_profile() {
  return cli::command<Options>(
      "prog profile", "Count what happens while a program runs",
      {cli::arg("PROG", &Options::prog, "the program to measure"),
       cli::keyword("duration", "SECONDS", &Options::duration,
                    "end after this time; otherwise with a signal"),
       cli::arg("METRIC", &Options::metrics, "what to count, up to 4")},
      run,
      {.details =
           "Counts on all CPUs, in the kernel alone, from the beginning to the "
           "end of each run of the program, and shows the sums when the time "
           "is over or a signal (SIGINT, SIGTERM, SIGHUP) comes; the exit code "
           "is 0 then. Behind # is a ratio, with cycles or instructions if "
           "they are counted as well. Where a CPU has too few counters, they "
           "take turns; the percentage is their share of the time.\n"
           "\n"
           "Two programs that skep writes are attached to the one that is "
           "measured, and are gone afterwards. That needs BTF of the program, "
           "the JIT compiler and, since they change code of the kernel, no "
           "lockdown; tracing programs can be measured since Linux 6.8. "
           "Most virtual machines have none of the counters of "
           "the CPU; cpu_clock, task_clock, page_faults and context_switches "
           "are counted by the kernel, on every machine.",
       .examples = {{"prog profile name on_packet duration 10 cycles "
                     "instructions llc_misses",
                     "Measure a program for ten seconds"},
                    {"prog profile id 7 cpu_clock",
                     "Measure its time until Ctrl-C"}},
       .aliases = {}});
}

}  // namespace skep::commands
