// prog top: what programs do, while one looks.
#include "src/prog/top.h"

#include <unistd.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "commands/types/seconds.h"
#include "src/cli/command.h"
#include "src/iter/owners.h"
#include "src/link/attachments.h"
#include "src/sys/clock.h"
#include "src/sys/given_options.h"
#include "src/sys/screen.h"
#include "src/sys/signals.h"

namespace skep::cli {

template <>
struct ArgType<prog::TopFormat> {
  static prog::TopFormat parse(Words& words, std::string_view name) {
    if (words.accept_exactly("ndjson", "an object of JSON a line"))
      return prog::TopFormat::ndjson;
    if (words.accept_exactly("csv", "comma-separated values"))
      return prog::TopFormat::csv;
    words.reject(name);
  }
  static std::string_view syntax() { return "{ ndjson | csv }"; }
};

template <>
struct ArgType<const prog::TopColumn*> {
  static const prog::TopColumn* parse(Words& words, std::string_view name) {
    return &prog::find_top_column(words.take(name, [] {
      Candidates candidates;
      for (const prog::TopColumn& column : prog::top_columns())
        candidates.push_back({std::string{column.name}, "column"});
      return candidates;
    }));
  }
  static std::string_view syntax() { return {}; }
};

}  // namespace skep::cli

namespace skep::commands {
namespace {

using std::chrono::milliseconds;

struct Options {
  bool is_once = false;
  std::optional<milliseconds> interval;
  std::optional<std::uint64_t> count;
  std::optional<const prog::TopColumn*> sort;
  bool is_reversed = false;
  std::optional<std::string> filter;
  std::optional<std::uint64_t> limit;
  std::optional<prog::TopFormat> format;

  [[nodiscard]] std::optional<std::uint64_t> table_count() const {
    return is_once ? 1 : count;
  }
};

void check_options(const Options& options, const cli::Context& context) {
  GivenOptions given;
  given.add("--once", options.is_once);
  given.add("--count", options.count.has_value());
  given.add("--format", options.format.has_value());
  given.add("-j", context.options.format != Format::text);
  given.exclude("--once", "--count");
  given.exclude("--format", "-j");
  if (options.count == 0U) throw usage_error("--count 0 asks for nothing");
  if (options.interval == milliseconds{0})
    throw usage_error("--interval 0 leaves no time to count in");
}

// Who holds programs, and where they are attached: looked up anew when there
// are others, and now and then.
class Surroundings {
 public:
  [[nodiscard]] std::vector<prog::TopRow> add_to(
      std::vector<prog::Activity> activities) {
    std::set<std::uint32_t> ids;
    for (const prog::Activity& activity : activities) ids.insert(activity.id);
    if (age_++ % longest_age == 0 || ids != ids_) look_up();
    ids_ = std::move(ids);
    std::vector<prog::TopRow> rows;
    for (prog::Activity& activity : activities) {
      const std::uint32_t id = activity.id;
      rows.push_back({std::move(activity), attached_[id], owners_[id]});
    }
    return rows;
  }

 private:
  static constexpr unsigned longest_age = 5;

  void look_up() {
    owners_ =
        iter::find_holders(ObjectKind::prog, iter::OwnerSearch::when_cheap)
            .owners;
    attached_ = find_attachments();
  }

  unsigned age_ = 0;
  std::set<std::uint32_t> ids_{};
  OwnerTable owners_{};
  std::map<std::uint32_t, std::vector<std::string>> attached_{};
};

class Top {
 public:
  Top(const Options& options, cli::Context& context)
      : options_(options),
        out_(context.out),
        is_table_(!options.format && context.options.format == Format::text),
        printer_(context.out, options.format.value_or(prog::TopFormat::table)),
        screen_(is_drawn() ? STDOUT_FILENO : no_screen) {}

  // Show one interval after the other, until there are enough or a stop is
  // asked for.
  void run() {
    for (std::uint64_t done = 0; done != options_.table_count(); ++done) {
      if (is_stopped_after(options_.interval.value_or(second))) return;
      if (screen_.is_there())
        out_.layout(Screen::clear());
      else if (is_table_ && done != 0)
        out_.layout("\n");
      print();
      out_.flush();
    }
  }

 private:
  static constexpr milliseconds second{1000};
  static constexpr int no_screen = -1;

  // Drawn again and again, but a single table stays.
  [[nodiscard]] bool is_drawn() const {
    return is_table_ && options_.table_count() != 1U;
  }

  void print() {
    auto rows = surroundings_.add_to(meter_.look());
    prog::TopTable table = prog::select(std::move(rows), selection());
    table.seconds = meter_.seconds();
    table.time = seconds_since_1970();
    printer_.print(table);
  }

  [[nodiscard]] prog::TopSelection selection() const {
    prog::TopSelection selection{.pattern = options_.filter,
                                 .sort = options_.sort.value_or(nullptr),
                                 .is_reversed = options_.is_reversed,
                                 .limit = options_.limit};
    if (!screen_.is_there()) return selection;
    // Beside the rows there are the summary, the titles and the cursor's line.
    constexpr std::size_t others = 3;
    const std::uint64_t room =
        std::max(screen_.line_count(), others + 1) - others;
    selection.limit = std::min(selection.limit.value_or(room), room);
    return selection;
  }

  const Options& options_;
  Writer& out_;
  bool is_table_;
  prog::ActivityMeter meter_{};
  Surroundings surroundings_{};
  prog::TopPrinter printer_;
  Screen screen_;
};

void run(const Options& options, cli::Context& context) {
  check_options(options, context);
  Top top{options, context};
  if (options.is_once) return top.run();
  const auto list = context.out.list();
  top.run();
}

}  // namespace

cli::Command prog_top() {
  return cli::command<Options>(
      "prog top", "Show what programs do, again and again",
      {cli::option("--once", &Options::is_once,
                   "one table, after one interval"),
       cli::option("--count", "N", &Options::count, "end after N tables"),
       cli::option("--interval", "SECONDS", &Options::interval,
                   "how long to count for each table; 1 if nothing is said"),
       cli::option("--sort", "COLUMN", &Options::sort,
                   "the largest of a column first; else CPU time"),
       cli::option("--reverse", &Options::is_reversed, "the other way round"),
       cli::option("--filter", "PATTERN", &Options::filter,
                   "only programs with this name, type or owner; * and ? "
                   "stand for any characters"),
       cli::option("--limit", "N", &Options::limit, "no more than N programs"),
       cli::option("--format", "FORMAT", &Options::format,
                   "one program a line")},
      run,
      {.details =
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
       .aliases = {}});
}

}  // namespace skep::commands
