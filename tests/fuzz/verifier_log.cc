// The verifier's log, and what libbpf says of it: messages that are separated
// by null bytes.
#include <cerrno>
#include <string>

#include "src/object/load_error.h"
#include "src/object/verifier_stats.h"
#include "src/output/writer.h"
#include "src/sys/text.h"
#include "src/sys/utf8.h"
#include "src/verifier/explain.h"
#include "src/verifier/log.h"
#include "tests/fuzz/fuzz.h"

namespace skep::fuzz {
namespace {

void require_part(std::string_view log, const std::string& part) {
  require(log.find(part) != std::string_view::npos, "part of the log", part);
  require(part.find('\n') == std::string::npos, "one line", part);
}

void require_parts(std::string_view log, const verifier::Place& place) {
  require_part(log, place.text);
  require_part(log, place.state);
  require_part(log, place.source);
}

// Whoever goes back from step to step comes to an end.
void require_ways(const verifier::Log& log) {
  for (std::size_t i = 0; i < log.steps().size(); ++i) {
    const std::size_t before = log.steps()[i].before;
    require(before == verifier::Step::none || before < i, "goes back");
  }
}

void require_error_in_json(const Error& error) {
  Sink sink;
  Writer out{sink, Format::json};
  require(out.fail(error), "an error in JSON");
  require_json(sink.take());
}

}  // namespace

void fuzz_one(ByteView input) {
  const std::string_view log = text_of(input);
  require_ways(verifier::Log{log});
  const verifier::Explanation told = verifier::explain(log);
  require_part(log, told.context.empty() ? "" : told.context.front());
  if (told.place) require_parts(log, *told.place);
  for (const verifier::Place& place : told.trail) require_parts(log, place);

  static_cast<void>(find_stats(log));

  const Error error = load_error(EACCES, "a.bpf.o", split(log, '\0'));
  require_printable(printable_lines(error.what()));
  require_printable(printable_lines(error.notes()));
  require_error_in_json(error);
}

}  // namespace skep::fuzz
