// batch file: run the commands of a file in one process.
#include "src/cli/batch.h"
#include "src/cli/command.h"
#include "src/sys/signals.h"

namespace skep::commands {
namespace {

struct Options {
  cli::FilePath file;
};

void run_line(const std::vector<std::string>& words, cli::Context& context) {
  Writer& out = context.out;
  const auto object = out.object();
  {
    const auto command = out.list("command");
    for (const std::string& word : words) out.item(word);
  }
  out.key("output");
  context.run_words(words);
  out.finish_value();
}

void run(const Options& options, cli::Context& context) {
  cli::BatchReader lines{options.file.path};
  std::size_t count = 0;
  const auto document = context.out.list();
  while (const auto words = lines.next()) {
    throw_if_stopped();
    try {
      run_line(*words, context);
    } catch (const Error& error) {
      throw error.in(lines.position());
    }
    ++count;
    if (lines.is_interactive()) context.out.flush();
  }
  context.out.text("processed {} commands\n", count);
}

}  // namespace

cli::Command batch_file() {
  return cli::command<Options>(
      "batch file", "Run the commands of a file, one a line",
      {cli::arg("FILE", &Options::file,
                "file with commands; - for standard input")},
      run,
      {.details =
           "A line holds the words of one command, without options. Words "
           "stand apart by white space; one that begins with a quote ends at "
           "the same quote. A # begins a comment, a backslash at the end of a "
           "line joins it with the next one.\n\n"
           "The first command that fails ends the batch, and its exit code is "
           "that of the batch.",
       .examples = {{"batch file commands.txt", "Run the commands of a file"},
                    {"-j batch file -", "Run what another program writes"}},
       .aliases = {}});
}

}  // namespace skep::commands
