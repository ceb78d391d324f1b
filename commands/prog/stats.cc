// prog stats: what the verifier makes of the programs of object files.
#include <algorithm>
#include <iterator>
#include <optional>

#include "commands/prog/stats_table.h"
#include "commands/types/handles.h"
#include "commands/types/row_format.h"
#include "src/cli/command.h"
#include "src/iter/answer.h"

namespace skep::commands {
namespace {

struct Options {
  std::vector<cli::FilePath> objects;
  std::optional<std::string> filter;
  std::optional<std::string> sort;
  std::optional<std::uint64_t> top;
  std::optional<iter::RowFormat> format;
  std::optional<cli::FilePath> save;
  std::optional<cli::FilePath> compare;
};

iter::Query query_of(const Options& options) {
  return {.sort = options.sort, .top = options.top, .format = options.format};
}

void check_words(const Options& options, const iter::Table& table,
                 const cli::Context& context) {
  if (options.format && context.options.format != Format::text)
    throw usage_error("--format and -j exclude each other");
  if (options.top && !options.sort)
    throw usage_error("--top needs --sort COLUMN");
  if (options.sort)
    (void)iter::find_title(iter::titles_of(table), *options.sort, "--sort");
}

void run(const Options& options, cli::Context& context) {
  StatsTable table{options.compare.has_value(), options.filter.value_or("")};
  check_words(options, table, context);
  std::vector<prog::Stats> before;
  if (options.compare) before = prog::load_stats(options.compare->path);
  std::vector<prog::Stats> now;
  for (const cli::FilePath& object : options.objects)
    std::ranges::move(prog::measure(object.path), std::back_inserter(now));
  if (options.save) prog::save_stats(options.save->path, now);

  if (options.compare)
    table.add(prog::compare_stats(before, now));
  else
    table.add(now);
  iter::answer(context.out, table, query_of(options));
  if (std::ranges::any_of(now, [](const prog::Stats& stats) {
        return stats.verdict != prog::Verdict::accepted;
      }))
    throw Error{ErrorKind::reported, 0, "programs were refused"};
}

}  // namespace

cli::Command prog_stats() {
  return cli::command<Options>(
      "prog stats", "Show what the verifier makes of programs",
      {cli::arg("OBJ", &Options::objects, "BPF object files"),
       cli::option("--filter", "EXPR", &Options::filter,
                   "only rows for which this holds: 'insns > 1000'"),
       cli::option("--sort", "COLUMN", &Options::sort,
                   "the smallest of a column first"),
       cli::option("--top", "N", &Options::top,
                   "with --sort: the N largest alone, the largest first"),
       cli::option("--format", "FORMAT", &Options::format,
                   "in place of a table"),
       cli::option("--save", "FILE", &Options::save,
                   "write all that was measured to a file"),
       cli::option("--compare", "FILE", &Options::compare,
                   "show what has changed since --save wrote the file")},
      run,
      {.details =
           "Each program, the optional ones (SEC(\"?...\")) too, is loaded "
           "alone and unloaded again. Nothing is pinned or attached, and no "
           "map that is pinned is used.\n\n"
           "The verdict is accepted, refused (by the verifier), or failed: "
           "libbpf or the kernel did not let it come to that. insns "
           "counts the instructions that the verifier went through on "
           "all ways, states what it remembered (peak_states: at one time; "
           "max_states: for one instruction); stack is that of all functions "
           "together, xlated and jited are the sizes of the code, in bytes; "
           "time_us is the time of the verification. What is not known is `-`, "
           "in JSON null.\n\n"
           "--compare takes what --save, or -j, has written, and shows old and "
           "new numbers, the difference, also in percent of the old one. "
           "Programs are the same that have one name in files of one name; "
           "one that is new or missing has no old or new verdict. What is the "
           "same, and times, are left out.\n\n"
           "EXPR compares a column by ==, !=, <, <=, > or >= with a number or "
           "text, or by =~ with a pattern of * and ?; && and || join "
           "comparisons, with ! and parentheses as in C.\n\n"
           "The exit code is 0 if all programs were accepted, and 1, behind "
           "the table, if any was not.",
       .examples = {{"prog stats app.bpf.o", "Show the cost of each program"},
                    {"prog stats app.bpf.o --sort insns --top 5",
                     "Show the five that the verifier works most for"},
                    {"prog stats app.bpf.o --save before.json",
                     "Keep the numbers"},
                    {"prog stats app.bpf.o --compare before.json",
                     "Show what a change has cost"}},
       .aliases = {}});
}

}  // namespace skep::commands
