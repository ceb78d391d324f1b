// Command lines, of words that are separated by null bytes: parsing, help,
// completion and errors. No command runs.
#include <string>
#include <vector>

#include "src/cli/run.h"
#include "src/sys/text.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/tables.h"

namespace skep::fuzz {
namespace {

std::string output_of(const std::vector<std::string>& args) {
  static const cli::Table table = table_without_effects();
  Sink sink;
  const int code = cli::run_line(table, args, sink);
  require(code >= 0 && code <= 2, "an exit code", std::to_string(code));
  return sink.take();
}

}  // namespace

void fuzz_one(ByteView input) {
  std::vector<std::string> args = split(text_of(input), '\0');
  require_printable(output_of(args));
  const bool is_hidden = !args.empty() && args[0].starts_with("__");
  args.insert(args.begin(), "-j");
  if (!is_hidden) require_json(output_of(args));
  args[0] = "__complete";
  require_printable(output_of(args));
}

}  // namespace skep::fuzz
