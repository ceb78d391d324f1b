// The verifier's log, and what libbpf says of it: messages that are separated
// by null bytes.
#include "src/object/verifier_log.h"

#include <cerrno>
#include <string>

#include "src/object/load_error.h"
#include "src/output/writer.h"
#include "src/sys/text.h"
#include "src/sys/utf8.h"
#include "tests/fuzz/fuzz.h"

namespace skep::fuzz {
namespace {

void require_part(std::string_view log, const std::string& part) {
  require(log.find(part) != std::string_view::npos, "part of the log", part);
  require(part.find('\n') == std::string::npos, "one line", part);
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
  const Verdict verdict = find_verdict(log);
  require_part(log, verdict.reason);
  require_part(log, verdict.instruction);
  require_part(log, verdict.source);

  const Error error = load_error(EACCES, "a.bpf.o", split(log, '\0'));
  require_printable(printable_lines(error.what()));
  require_error_in_json(error);
}

}  // namespace skep::fuzz
