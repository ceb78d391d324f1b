#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "src/output/writer.h"
#include "src/sys/fd.h"

using namespace skep;

namespace {

std::string written(Format format, void (*write)(Writer&)) {
  Sink sink;
  Writer out{sink, format};
  write(out);
  return sink.take();
}

void write_map(Writer& out) {
  const auto map = out.object();
  out.field("id", 7, "{}: ");
  out.field("name", std::string{"a\nb"}, "name {}  ");
  out.field("flags", 1, "flags {:#x}\n");
  out.field("bytes", 8);
  out.flag("jited", false, "jited", "not jited");
  out.items("ids", std::vector<int>{1, 2}, "  ids ");
}

// What is left of a document when an error ends it inside a list of objects.
std::string after_failure(Format format) {
  Sink sink;
  Writer out{sink, format};
  try {
    const auto list = out.list();
    {
      const auto done = out.object();
      out.field("id", 1);
    }
    const auto half = out.object();
    out.field("id", 2);
    throw Error{ErrorKind::system, ENOENT, "can't \"read\"", "try again"};
  } catch (const Error& error) {
    CHECK(out.fail(error) == (format != Format::text));
  }
  return sink.take();
}

}  // namespace

TEST_CASE("a fact is said once, for text and for JSON") {
  CHECK(written(Format::text, write_map) ==
        "7: name a\\x0ab  flags 0x1\nnot jited  ids 1,2");
  CHECK(written(Format::json, write_map) ==
        R"({"id":7,"name":"a\nb","flags":1,"bytes":8,"jited":false,)"
        R"("ids":[1,2]})");
}

TEST_CASE("a command that says nothing prints null") {
  CHECK(written(Format::json, [](Writer& out) { out.finish(); }) == "null\n");
  CHECK(written(Format::text, [](Writer& out) { out.finish(); }).empty());
}

TEST_CASE("a document ends once") {
  CHECK(written(Format::json, [](Writer& out) {
          out.finish();
          out.finish();
        }) == "null\n");
}

TEST_CASE("an error in the middle leaves one valid document that tells it") {
  const auto document = nlohmann::json::parse(after_failure(Format::json));
  REQUIRE(document.size() == 2);
  CHECK(document[0]["id"] == 1);
  CHECK(document[1]["id"] == 2);
  CHECK(document[1]["error"] == "can't \"read\"");
  CHECK(document[1]["code"] == "ENOENT");
  CHECK(document[1]["hint"] == "try again");
  CHECK(nlohmann::json::accept(after_failure(Format::pretty)));
  CHECK(after_failure(Format::text).empty());
}

TEST_CASE("an error before any output is the document") {
  Sink sink;
  Writer out{sink, Format::json};
  CHECK(out.fail(failure("no")));
  CHECK(sink.take() == R"({"error":"no"})");
}

TEST_CASE("the facts of an error are members of its object") {
  const Error error =
      failure("no")
          .with_details(
              "\n  since a",
              {{"place", Facts{{"file", "a.c"}, {"line", std::uint64_t{7}}}},
               {"steps", Facts{{"", "b"}, {"", "c"}}}})
          .with_hint("try again")
          .in("d");
  Sink sink;
  Writer out{sink, Format::json};
  CHECK(out.fail(error));
  CHECK(sink.take() == R"({"error":"d: no","hint":"try again",)"
                       R"("place":{"file":"a.c","line":7},"steps":["b","c"]})");
  CHECK(error.notes() == "\n  since a");
}

TEST_CASE("an error after a whole document can't be said in it") {
  Sink sink;
  Writer out{sink, Format::json};
  out.finish();
  CHECK_FALSE(out.fail(failure("no")));
}

TEST_CASE("a full disk is a failure, reported once") {
  const Fd full{::open("/dev/full", O_WRONLY | O_CLOEXEC)};
  Sink sink{full.get(), "the output"};
  sink.write("x");
  CHECK_THROWS_WITH_AS(sink.flush(),
                       "can't write to the output: No space left on device",
                       Error);
  CHECK(sink.has_failed());
  sink.write("y");
  CHECK_NOTHROW(sink.flush());
}

TEST_CASE("long output arrives whole") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const Fd in{ends[0]};
  std::optional<Fd> to{Fd{ends[1]}};
  std::size_t total = 0;
  Sink sink{to->get(), "the pipe"};
  const std::string line(1000, 'x');
  char chunk[65536];
  for (int i = 0; i < 300; ++i) {
    sink.write(line);
    if (i % 50 != 49) continue;
    sink.flush();
    total += static_cast<std::size_t>(::read(in.get(), chunk, sizeof chunk));
  }
  to.reset();
  while (const ssize_t got = ::read(in.get(), chunk, sizeof chunk))
    total += static_cast<std::size_t>(got);
  CHECK(total == 300'000);
}

TEST_CASE("many lines are written in few pieces") {
  // A message for each write.
  int ends[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0);
  const Fd in{ends[0]};
  const Fd to{ends[1]};
  Sink sink{to.get(), "the socket"};
  for (int i = 0; i < 10'000; ++i) sink.write("a short line\n");
  sink.flush();
  int pieces = 0;
  char chunk[1U << 17U];
  while (::recv(in.get(), chunk, sizeof chunk, MSG_DONTWAIT) > 0) ++pieces;
  CHECK(pieces <= 3);
}
