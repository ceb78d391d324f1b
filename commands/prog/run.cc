// prog run: run a program on data, and look at what comes out.
#include <utility>

#include "commands/prog/run_words.h"
#include "src/prog/packet_runs.h"
#include "src/prog/test_context.h"
#include "src/prog/test_report.h"
#include "src/prog/test_run.h"
#include "src/sys/file.h"

namespace skep::commands {
namespace {

// More than any kernel takes.
constexpr std::size_t most_input = 1U << 20U;

constexpr std::string_view shown = "-";

std::optional<Bytes> read_data(const RunOptions& options) {
  if (options.data_in) return read_input(options.data_in->path, most_input);
  if (options.hex) return options.hex->bytes;
  if (options.capture && options.capture->number)
    return prog::read_packet(options.capture->path, *options.capture->number);
  return std::nullopt;
}

prog::TestInput make_input(const RunOptions& options,
                           const std::optional<prog::TestContext>& context) {
  prog::TestInput input{.data = read_data(options),
                        .data_room = options.data_room.value_or(0),
                        .context_room = options.ctx_room.value_or(0),
                        .repeat = options.repeat,
                        .cpu = options.cpu,
                        .flags = options.flags.value_or(TestFlags{}).bits,
                        .batch_size = options.batch_size.value_or(0)};
  if (options.is_live) input.flags |= BPF_F_TEST_XDP_LIVE_FRAMES;
  if (options.ctx_in)
    input.context = read_input(options.ctx_in->path, most_input);
  if (context) input.context = context->parse(*options.ctx);
  input.has_typed_context = context.has_value();
  return input;
}

prog::Expectation read_expectation(const RunOptions& options,
                                   const prog::Testee& prog) {
  prog::Expectation expected;
  if (options.expected_value)
    expected.value = prog::parse_return(prog.type(), *options.expected_value);
  if (options.expected_file)
    expected.data = read_input(options.expected_file->path, most_input);
  if (options.expected_hex) expected.data = options.expected_hex->bytes;
  return expected;
}

void save(const std::optional<cli::FilePath>& file,
          const std::optional<Bytes>& bytes) {
  if (file && file->path != shown && bytes) replace_file(file->path, *bytes);
}

void show(Writer& out, const std::optional<cli::FilePath>& file,
          std::string_view key, const std::optional<Bytes>& bytes) {
  if (file && file->path == shown && bytes) prog::print_bytes(out, key, *bytes);
}

void run_once(const RunOptions& options, const prog::Testee& prog,
              const prog::TestInput& input, const prog::Expectation& expected,
              const std::optional<prog::TestContext>& context, Writer& out) {
  const prog::TestOutput output = prog.run(input);
  save(options.data_out, output.data);
  save(options.ctx_out, output.context);
  const auto object = out.object();
  show(out, options.data_out, "data_out", output.data);
  show(out, options.ctx_out, "ctx_out", output.context);
  if (context && output.context) context->print(out, *output.context);
  prog::print_outcome(out, prog.type(), output, options.repeat.value_or(1) > 1);
  prog::print_difference(out, output, expected);
  if (const auto complaint =
          prog::find_complaint(prog.type(), output, expected);
      !complaint.empty())
    throw failure("the program '{}' does not do what is expected: {}",
                  prog.name(), complaint);
}

void run_all(const RunOptions& options, const prog::Testee& prog,
             prog::TestInput input, const prog::Expectation& expected,
             Writer& out) {
  prog::PacketRuns runs{options.capture->path, prog, std::move(input)};
  prog::PacketReport report{out, prog.type(), expected};
  // Before any output, so that what fails at once is a clean error.
  bool has_run = runs.next();
  const auto list = out.list();
  for (; has_run; has_run = runs.next()) runs.add_to(report);
  report.finish();
}

void run(const RunOptions& options, cli::Context& context) {
  check_run_options(options);
  const prog::Testee prog{open_prog(options.prog)};
  std::optional<prog::TestContext> type;
  if (options.ctx) type.emplace(prog);
  prog::TestInput input = make_input(options, type);
  const auto expected = read_expectation(options, prog);
  if (options.wants_all_packets())
    return run_all(options, prog, std::move(input), expected, context.out);
  run_once(options, prog, input, expected, type, context.out);
}

}  // namespace

cli::Command prog_run() {
  return cli::command<RunOptions>("prog run", "Run a program on data",
                                  run_arguments(), run, run_notes());
}

}  // namespace skep::commands
