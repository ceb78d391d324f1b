// Batch files: lines, words, comments, errors. No command of theirs runs.
#include "src/cli/batch.h"

#include <string>
#include <vector>

#include "src/cli/run.h"
#include "src/sys/error.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/tables.h"

namespace skep::fuzz {
namespace {

std::string output_of(const std::vector<std::string>& args) {
  static const cli::Table table = table_without_effects("batch file");
  Sink sink;
  cli::run_line(table, args, sink);
  return sink.take();
}

// Is it another batch, of a file that is none of ours?
bool is_batch(const std::vector<std::string>& words) {
  return !words.empty() && std::string_view{"batch"}.starts_with(words[0]);
}

// Return a line of these words, all of them quoted; empty if they can't be.
std::string quoted(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) {
    const char quote = word.find('"') == std::string::npos ? '"' : '\'';
    if (word.find(quote) != std::string::npos) return {};
    line += quote + word + quote + ' ';
  }
  return line;
}

// Does the file run a batch, as far as its lines can be read?
bool holds_batch(const std::string& path) try {
  cli::BatchReader reader{path};
  while (const auto words = reader.next()) {
    if (is_batch(*words)) return true;
    const std::string line = quoted(*words);
    require(line.empty() || cli::split_batch_line(line) == *words,
            "words that survive quotes", line);
  }
  return false;
} catch (const Error&) {
  return false;
}

}  // namespace

void fuzz_one(ByteView input) {
  const MemoryFile file{input};
  if (holds_batch(file.path())) return;
  require_printable(output_of({"batch", "file", file.path()}));
  require_json(output_of({"-j", "batch", "file", file.path()}));
}

}  // namespace skep::fuzz
