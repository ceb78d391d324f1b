// prog tracelog: what programs print to the trace, or to streams of their own.
#include <unistd.h>

#include <optional>
#include <string>

#include "commands/types/handles.h"
#include "commands/types/read_loop.h"
#include "commands/types/seconds.h"
#include "src/cli/command.h"
#include "src/prog/stream.h"
#include "src/sys/file.h"
#include "src/sys/given_options.h"
#include "src/sys/trace_pipe.h"

namespace skep::commands {
namespace {

struct Options {
  std::optional<ProgRef> out;
  std::optional<ProgRef> err;
  bool follows = false;
  std::optional<std::uint64_t> count;
  std::optional<std::chrono::milliseconds> timeout;

  [[nodiscard]] bool wants_stream() const { return out || err; }
};

void check_options(const Options& options) {
  GivenOptions given;
  given.add("stdout", options.out.has_value());
  given.add("stderr", options.err.has_value());
  given.add("--count", options.count.has_value());
  given.add("--timeout", options.timeout.has_value());
  given.add("--follow", options.follows);
  given.exclude("stdout", "stderr");
  given.exclude("stdout", "--count");
  given.exclude("stderr", "--count");
  if (options.wants_stream()) given.require("--timeout", "--follow");
  if (options.follows && !options.wants_stream())
    throw usage_error("--follow goes with a stream")
        .with_hint("the trace is followed in any case");
  if (options.count == 0U) throw usage_error("--count 0 asks for nothing");
}

void print_trace(const Options& options, Writer& out) {
  TracePipe trace;
  std::uint64_t count = 0;
  const auto list = out.list();
  read_until_done(trace.fd(), options.timeout, out, [&] {
    return trace.drain([&](std::string_view line) {
      out.item(line);
      out.in_text([&](Sink& sink) { sink.write(line); });
      return ++count != options.count;
    });
  });
}

// Prints a stream: text as it comes, to where the program meant it to go; JSON
// line by line.
class StreamPrinter {
 public:
  StreamPrinter(Writer& out, bool is_err) : out_(out), is_err_(is_err) {}

  void print(std::string_view piece) {
    out_.in_text([&](Sink& sink) { write_text(sink, piece); });
    out_.in_json([&](Json& json) {
      lines_.add(piece);
      lines_.visit_lines([&](std::string_view line) {
        json.value(line);
        return true;
      });
    });
  }
  void finish() {
    if (const std::string rest = lines_.take_rest(); !rest.empty())
      out_.item(rest);
  }

 private:
  void write_text(Sink& sink, std::string_view piece) const {
    if (is_err_)
      write_all(STDERR_FILENO, bytes_of(piece), "standard error");
    else
      sink.write(piece);
  }

  Writer& out_;
  bool is_err_;
  LineCutter lines_;
};

void print_stream(const Options& options, Writer& out) {
  const bool is_err = options.err.has_value();
  const Fd prog = open_prog(is_err ? *options.err : *options.out);
  prog::StreamReader reader{
      prog, static_cast<std::uint32_t>(is_err ? BPF_STREAM_STDERR
                                              : BPF_STREAM_STDOUT)};
  std::string start;
  // Before any output, so that a kernel without streams is a clean error.
  reader.drain([&](std::string_view piece) { start += piece; });
  const auto list = out.list();
  StreamPrinter printer{out, is_err};
  printer.print(start);
  if (options.follows)
    read_until_done(-1, options.timeout, out, [&] {
      reader.drain([&](std::string_view piece) { printer.print(piece); });
      return true;
    });
  printer.finish();
}

void run(const Options& options, cli::Context& context) {
  check_options(options);
  if (options.wants_stream()) return print_stream(options, context.out);
  print_trace(options, context.out);
}

}  // namespace

cli::Command prog_tracelog() {
  return cli::command<Options>(
      "prog tracelog", "Show what programs print",
      {cli::keyword("stdout", "PROG", &Options::out,
                    "the standard output of a program, not the trace"),
       cli::keyword("stderr", "PROG", &Options::err,
                    "its standard error: what went wrong in it, too"),
       cli::option("--follow", &Options::follows,
                   "go on with a stream as the program does"),
       cli::option("--count", "NUMBER", &Options::count,
                   "end after so many lines of the trace"),
       cli::option("--timeout", "SECONDS", &Options::timeout,
                   "end after this time; 0: show what is there")},
      run,
      {.details =
           "Without a stream, shows the lines of the kernel's trace as they "
           "come: what programs print by bpf_printk() and what else is traced, "
           "until a signal (SIGINT, SIGTERM, SIGHUP) comes; the exit code is 0 "
           "then. The trace has one reader: what is shown is removed. It is "
           "read from tracefs, which skep never mounts.\n"
           "\n"
           "Since Linux 6.17 each program has two streams. It prints to them "
           "by "
           "bpf_stream_printk(); to its standard error the kernel writes why "
           "it "
           "was stopped. What is there is shown and removed: as it is, "
           "standard "
           "error on standard error.\n"
           "\n"
           "JSON is a list of lines, which keep their line feeds.",
       .examples = {{"prog tracelog", "Show the trace until Ctrl-C"},
                    {"-j prog tracelog --count 10 --timeout 60",
                     "10 lines for a script, or what comes in a minute"},
                    {"prog tracelog stderr name on_packet",
                     "Show what went wrong in a program"},
                    {"prog tracelog stdout id 7 --follow",
                     "Show what a program prints, until Ctrl-C"}},
       .aliases = {}});
}

}  // namespace skep::commands
