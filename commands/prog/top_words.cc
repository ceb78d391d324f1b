#include "commands/prog/top_words.h"

#include "commands/types/seconds.h"
#include "src/sys/given_options.h"

namespace skep::cli {

prog::TopFormat ArgType<prog::TopFormat>::parse(Words& words,
                                                std::string_view name) {
  if (words.accept_exactly("ndjson", "an object of JSON a line"))
    return prog::TopFormat::ndjson;
  if (words.accept_exactly("csv", "comma-separated values"))
    return prog::TopFormat::csv;
  words.reject(name);
}

const prog::TopColumn* ArgType<const prog::TopColumn*>::parse(
    Words& words, std::string_view name) {
  return &prog::find_top_column(words.take(name, [] {
    Candidates candidates;
    for (const prog::TopColumn& column : prog::top_columns())
      candidates.push_back({std::string{column.name}, "column"});
    return candidates;
  }));
}

}  // namespace skep::cli

namespace skep::commands {

std::vector<cli::Arg<TopWords>> top_arguments() {
  return {
      cli::option("--once", &TopWords::is_once,
                  "one table, after one interval"),
      cli::option("--count", "N", &TopWords::count, "end after N tables"),
      cli::option("--interval", "SECONDS", &TopWords::interval,
                  "how long to count for each table; 1 if nothing is said"),
      cli::option("--sort", "COLUMN", &TopWords::sort,
                  "the largest of a column first; else CPU time"),
      cli::option("--reverse", &TopWords::is_reversed, "the other way round"),
      cli::option("--filter", "PATTERN", &TopWords::filter,
                  "only programs with this name, type or owner; * and ? "
                  "stand for any characters"),
      cli::option("--limit", "N", &TopWords::limit, "no more than N programs"),
      cli::option("--format", "FORMAT", &TopWords::format,
                  "one program a line")};
}

cli::Notes top_notes() {
  return {
      .details =
          "Shows for each program how often it ran in a second, how long a "
          "run took in the interval and on average, its share of one CPU, and "
          "since counting began: runs, nanoseconds, and runs that were missed "
          "because it would have called itself. Then its memory in bytes, "
          "where links attach it, and the processes that hold it.\n"
          "\n"
          "The kernel counts while prog top runs (BPF_ENABLE_STATS, since "
          "Linux 5.8), which makes each run of a program a little slower; the "
          "sysctl kernel.bpf_stats_enabled stays as it is. A program that has "
          "gone meanwhile is left out.\n"
          "\n"
          "A terminal is drawn anew after each interval, with as many "
          "programs as there is room for; elsewhere one table follows "
          "another. A signal (SIGINT, SIGTERM, SIGHUP) ends it; the exit code "
          "is 0 then. ndjson and csv have a line for each program and "
          "interval. JSON is a list with an object for each interval, with "
          "--once that object alone.",
      .examples = {{"prog top", "Watch what programs do, until Ctrl-C"},
                   {"prog top --sort runs_per_second --limit 5 --interval 5",
                    "The five that run most often, every five seconds"},
                   {"-j prog top --once --interval 0.5",
                    "Half a second of all programs, for a script"},
                   {"prog top --filter 'xdp*' --format csv --count 60",
                    "A minute of some, for a spreadsheet"}},
      .aliases = {}};
}

void check_top_words(const TopWords& words, const cli::Context& context) {
  GivenOptions given;
  given.add("--once", words.is_once);
  given.add("--count", words.count.has_value());
  given.add("--format", words.format.has_value());
  given.add("-j", context.options.format != Format::text);
  given.exclude("--once", "--count");
  given.exclude("--format", "-j");
  if (words.count == 0U) throw usage_error("--count 0 asks for nothing");
  if (words.interval == std::chrono::milliseconds{0})
    throw usage_error("--interval 0 leaves no time to count in");
}

}  // namespace skep::commands
