#include "src/cli/run.h"

#include <unistd.h>

#include <new>
#include <utility>

#include "src/cli/complete.h"
#include "src/cli/help.h"
#include "src/cli/parse.h"
#include "src/sys/fd.h"
#include "src/sys/log.h"
#include "src/sys/signals.h"
#include "src/sys/utf8.h"

namespace skep::cli {
namespace {

int exit_code(const Error& error) {
  if (error.exit_code() != 0) return error.exit_code();
  switch (error.kind()) {
    case ErrorKind::usage:
      return 2;
    case ErrorKind::interrupted:
      return 130;
    case ErrorKind::system:
    case ErrorKind::reported:
      break;
  }
  return 1;
}

// Add how to use `command` to a usage error that has no better hint.
Error with_usage(const Error& error, const Command& command) {
  if (error.kind() != ErrorKind::usage || !error.hint().empty()) return error;
  return error.with_hint("usage: skep " + command.usage());
}

void run_command(const Command& command, const Line& line, Context& context) {
  Words words{line.words};
  try {
    command.run(words, line.options, context);
  } catch (const Error& error) {
    throw with_usage(error, command);
  }
}

// Commands for scripts and packagers, not for people.
bool run_hidden(const Table& table, const std::vector<std::string>& args,
                Sink& sink) {
  if (args.empty()) return false;
  const std::string argument = args.size() > 1 ? args[1] : "";
  if (args[0] == "__complete") {
    const Completion found = complete(table, {args.begin() + 1, args.end()});
    for (const Candidate& candidate : found.candidates)
      sink.print("{}\t{}\n", printable(candidate.word), candidate.help);
    if (found.wants_path) sink.write("\tfiles\n");
  } else if (args[0] == "__completion") {
    sink.write(completion_script(argument));
  } else if (args[0] == "__man") {
    const Group* group = table.find_group(argument);
    if (group == nullptr && !argument.empty())
      throw usage_error("no manual page for '{}'", argument);
    sink.write(man_page(table, group));
  } else {
    return false;
  }
  return true;
}

class Session {
 public:
  Session(const Table& table, Sink& sink, const GlobalOptions& options)
      : table_(table), options_(options), out_(sink, options.format) {}

  void run(const Line& line) {
    if (line.wants_version)
      run_words({"version"});
    else
      run_or_help(line);
  }

  // Run a line of a batch: the same grammar, but for the global options.
  void run_words(const std::vector<std::string>& words) {
    if (depth_ == deepest_batch)
      throw usage_error("batch files run each other more than {} deep",
                        deepest_batch);
    ++depth_;
    run_line_of_batch(words);
    // After a failure nothing more runs, at any depth.
    --depth_;
  }

  Writer& out() { return out_; }

 private:
  // A file that runs itself would end in a stack overflow.
  static constexpr unsigned deepest_batch = 16;

  void run_line_of_batch(const std::vector<std::string>& words) {
    GlobalOptions given;
    const Line line = parse_line(table_, words, given);
    if (given != GlobalOptions{})
      throw usage_error("options such as -j stand before `batch`");
    run_or_help(line);
  }

  void run_or_help(const Line& line) {
    Target target = line.target;
    // -h without a verb asks about the group, not about its default verb.
    if (line.wants_help && target.words_used < 2 && target.command != nullptr &&
        !target.command->verb().empty())
      target.command = nullptr;
    if (line.wants_help && target.command != nullptr &&
        target.command->explain && !line.words.empty())
      target.command->explain(line.words, out_);
    else if (line.wants_help || target.is_help || target.command == nullptr)
      show_help(target);
    else
      run_command(*target.command, line, context_);
  }

  void show_help(const Target& target) {
    // Written as it is: printable() would escape its line feeds.
    out_.in_text([&](Sink& sink) { sink.write(help_text(table_, target)); });
  }

  const Table& table_;
  const GlobalOptions& options_;
  unsigned depth_ = 0;
  Writer out_;
  Context context_{out_, options_,
                   [this](const auto& words) { run_words(words); }};
};

void show_error(const Error& error) {
  // A reader that went away wants no message.
  if (error.code() == EPIPE || error.kind() == ErrorKind::reported) return;
  log::error("Error: {}{}", error.what(), error.notes());
  if (!error.hint().empty()) log::error("Hint: {}", error.hint());
}

// Say the error where the reader looks for it: in the JSON, else on stderr.
int report(const Error& error, Writer& out, Sink& sink) {
  try {
    const bool is_said = !sink.has_failed() && out.fail(error);
    out.finish();
    // What was printed comes first, where both go to a terminal.
    sink.flush();
    if (!is_said) show_error(error);
  } catch (const Error& lost) {
    show_error(lost);
  }
  return exit_code(error);
}

// Run `session` and report whatever it throws.
template <typename F>
int guard(Writer& out, Sink& sink, F&& run) {
  try {
    std::forward<F>(run)();
    sink.flush();
    return 0;
  } catch (const Error& error) {
    return report(error, out, sink);
  } catch (const std::bad_alloc&) {
    return report(system_error(ENOMEM, "can't go on"), out, sink);
  } catch (const std::exception& error) {
    return report(failure("internal error: {}", error.what()), out, sink);
  }
}

}  // namespace

int run_cli(const Table& table, std::vector<std::string> args) {
  reserve_standard_fds();
  handle_stop_signals();
  Sink sink{STDOUT_FILENO, "standard output"};
  return run_line(table, std::move(args), sink);
}

int run_line(const Table& table, std::vector<std::string> args, Sink& sink) {
  start_logging(false);
  GlobalOptions options;
  Line line;
  bool is_done = false;
  Writer text{sink, Format::text};
  const int parsed =
      guard(text, sink, [&] { is_done = run_hidden(table, args, sink); });
  if (is_done || parsed != 0) return parsed;
  try {
    line = parse_line(table, std::move(args), options);
  } catch (const Error& error) {
    Writer out{sink, options.format};
    return report(error, out, sink);
  }
  start_logging(options.is_debug);
  Session session{table, sink, options};
  return guard(session.out(), sink, [&] {
    session.run(line);
    session.out().finish();
  });
}

}  // namespace skep::cli
