// map events and map event_pipe, the latter beside bpftool's.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <csignal>
#include <cstdint>
#include <regex>
#include <sstream>

#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/event_source.h"
#include "tests/e2e/map_fixture.h"

namespace skep::test {
namespace {

using Json = nlohmann::ordered_json;

// Parse each line as JSON.
std::vector<Json> parse_lines(const std::string& text) {
  std::vector<Json> objects;
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);)
    objects.push_back(Json::parse(line));
  return objects;
}

std::string typed_lines_of(const std::string& ref) {
  return "map events " + ref + " --type event --format ndjson";
}

// Send records that wait until they are read.
void fill_ring(const EventSource& source, std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i)
    REQUIRE(source.send("to_ring", i) == 0);
}

// Return a text without what differs from run to run: times.
std::string without_times(const std::string& text) {
  static const std::regex time{R"(== @[0-9]+\.[0-9]{9} |"timestamp": ?[0-9]+)"};
  return std::regex_replace(text, time, "TIME ");
}

// Read the same records by a program's event_pipe, until a signal stops it.
Result pipe_events(const std::vector<std::string>& program,
                   const std::string& words, const char* sender) {
  const EventSource source;
  std::vector<std::string> argv = program;
  for (std::string& word :
       split_words(fmt::format(fmt::runtime(words), source.ref("perf"))))
    argv.push_back(std::move(word));
  Background pipe{argv};
  source.send_when_read(sender, 1);
  for (std::uint64_t i = 2; i < 5; ++i) REQUIRE(source.send(sender, i) == 0);
  // Stopped at once, bpftool does not read what is there already.
  CHECK(is_idle(pipe.pid()));
  pipe.signal(SIGINT);
  Result result = pipe.wait();
  result.out = without_times(result.out);
  return result;
}

void check_same_pipe(const std::string& words, const char* sender) {
  CAPTURE(words);
  const Result ours = pipe_events({skep_program()}, words, sender);
  const Result theirs = pipe_events({bpftool_program()}, words, sender);
  CHECK(ours.exit == theirs.exit);
  CHECK(ours.out == theirs.out);
  CHECK(ours.err.empty());
}

}  // namespace

TEST_CASE("records of a ring buffer are shown by their type, and removed") {
  const EventSource source;
  fill_ring(source, 2);
  const std::string line = "map events " + source.ref("ring") + " --timeout 0";
  const Result typed = skep_ok(line + " --type event");
  CHECK(typed.out ==
        "{\"number\":0,\"text\":\"ring\"}\n"
        "{\"number\":1,\"text\":\"ring\"}\n");
  CHECK(typed.err == "2 records\n");
  CHECK(skep_ok(line).err == "0 records\n");
  fill_ring(source, 1);
  CHECK(skep_ok(line).out == "value: 00 00 00 00 72 69 6e 67  00 00 00 00\n");
  fill_ring(source, 1);
  const Json listed = skep_ok("-j " + line).json();
  REQUIRE(listed.size() == 1);
  CHECK(listed[0]["value"].size() == 12);
  CHECK(listed[0]["value"][4] == "0x72");
}

TEST_CASE("the type of records may come from a file or from the kernel") {
  const EventSource source;
  const std::string line =
      "map events " + source.ref("ring") + " --timeout 0 --format ndjson";
  fill_ring(source, 1);
  const auto from_file = parse_lines(
      skep_ok(line + " --type 'struct event' --btf " + bpf_object("events"))
          .out);
  REQUIRE(from_file.size() == 1);
  CHECK(from_file[0]["value"]["text"] == "ring");
  fill_ring(source, 1);
  const auto from_kernel =
      parse_lines(skep_ok(line + " --type u32 --btf vmlinux").out);
  REQUIRE(from_kernel.size() == 1);
  CHECK(from_kernel[0]["value"] == 0);
}

TEST_CASE("reading ends after so many records, and leaves the rest") {
  const EventSource source;
  fill_ring(source, 5);
  const std::string line = typed_lines_of(source.ref("ring"));
  const auto first = parse_lines(skep_ok(line + " --count 3").out);
  REQUIRE(first.size() == 3);
  CHECK(first[2]["value"]["number"] == 2);
  const auto rest = parse_lines(skep_ok(line + " --timeout 0").out);
  REQUIRE(rest.size() == 2);
  CHECK(rest[0]["value"]["number"] == 3);
}

TEST_CASE("reading ends when its time is over") {
  const EventSource source;
  const Result result =
      skep_ok("map events " + source.ref("perf") + " --timeout 0.1");
  CHECK(result.out.empty());
  CHECK(result.err == "0 records\n");
}

TEST_CASE("no record of a ring buffer is missed while it is full") {
  constexpr std::uint64_t count = 2000;
  const EventSource source;
  const TempDir dir;
  // A pipe would be full, too.
  Background reader{
      {"/bin/sh", "-c",
       fmt::format("exec {} {} --count {} > {}", skep_program(),
                   typed_lines_of(source.ref("ring")), count, dir / "out")}};
  for (std::uint64_t i = 0; i < count; ++i) source.send_when_read("to_ring", i);
  CHECK(reader.wait().exit == 0);
  const auto records = parse_lines(read_text(dir / "out"));
  REQUIRE(records.size() == count);
  for (std::uint64_t i = 0; i < count; ++i)
    if (records[i]["value"]["number"] != i)
      FAIL_CHECK("record " << i << " is missing");
}

TEST_CASE("records of a perf event array come with their CPU and time") {
  const EventSource source;
  Background reader =
      start_skep(typed_lines_of(source.ref("perf")) + " --count 2");
  source.send_when_read("to_perf", 7);
  REQUIRE(source.send("to_perf", 8) == 0);
  const auto records = parse_lines(reader.wait().out);
  REQUIRE(records.size() == 2);
  CHECK(records[0]["cpu"] == 0);
  CHECK(records[0]["value"]["number"] == 7);
  CHECK(records[1]["value"]["number"] == 8);
  CHECK(records[1]["time"] > records[0]["time"]);
}

TEST_CASE("records that find no room are counted as lost") {
  const EventSource source;
  Background reader = start_skep(typed_lines_of(source.ref("perf")));
  source.send_when_read("to_perf");
  CHECK(Json::parse(reader.first_line()).contains("value"));
  reader.signal(SIGSTOP);
  int lost = 0;
  // More than there is room for.
  for (int i = 0; i < 100; ++i)
    if (source.send("page_to_perf") != 0) ++lost;
  CHECK(lost > 0);
  const int sent = 1 + 100 - lost;
  reader.signal(SIGCONT);
  // Once there is room, a record brings the number of those before.
  REQUIRE(eventually([&] {
    const bool is_sent = source.send("to_perf") == 0;
    if (!is_sent) ++lost;
    return is_sent;
  }));
  for (int i = 1; i < sent; ++i) reader.first_line();
  const Json told = Json::parse(reader.first_line());
  CHECK(told["lost"] == lost);
  CHECK(told["cpu"] == 0);
  reader.first_line();
  reader.signal(SIGTERM);
  const Result result = reader.wait();
  CHECK(result.exit == 130);
  CHECK(result.err.starts_with(
      fmt::format("{} records, {} lost\n", sent + 1, lost)));
}

TEST_CASE("a signal ends the reading of events with a summary") {
  const EventSource source;
  Background reader = start_skep(typed_lines_of(source.ref("ring")));
  fill_ring(source, 1);
  CHECK(Json::parse(reader.first_line())["value"]["number"] == 0);
  reader.signal(SIGINT);
  const Result result = reader.wait();
  CHECK(result.exit == 130);
  CHECK(result.out.empty());
  CHECK(result.err == "1 record\nError: interrupted\n");
}

TEST_CASE("a list of events that a signal ends is one document") {
  const EventSource source;
  fill_ring(source, 1);
  Background reader = start_skep("-j map events " + source.ref("ring"));
  CHECK(is_idle(reader.pid()));
  reader.signal(SIGTERM);
  const Result result = reader.wait();
  CHECK(result.exit == 130);
  const Json list = result.json();
  REQUIRE(list.size() == 2);
  CHECK(list[0].contains("value"));
  CHECK(list[1]["error"] == "interrupted");
  CHECK(result.err == "1 record\n");
}

TEST_CASE("the reading of events ends when nobody reads them") {
  const EventSource source;
  fill_ring(source, 2);
  const Result result = shell(skep_program() + " map events " +
                              source.ref("ring") + " | head -n 1");
  CHECK(result.out == "value: 00 00 00 00 72 69 6e 67  00 00 00 00\n");
  CHECK(result.err.find("Error") == std::string::npos);
}

TEST_CASE("what has no events says how it is read") {
  const EventSource source;
  const TestMap hash;
  const TestMap queue{{.type = BPF_MAP_TYPE_QUEUE, .key_size = 0}};
  check_fails("map events " + hash.ref(), 1,
              {hash.name(), "no events", "hash", "map dump"});
  check_fails("map events " + queue.ref(), 1, {"queue", "map pop"});
  check_fails("map event_pipe " + hash.ref(), 1,
              {"no perf event array", "hash"});
  check_fails("map event_pipe " + source.ref("ring"), 1,
              {"ringbuf", "map events"});
}

TEST_CASE("a ring buffer that is frozen can't be read") {
  const TestMap ring{{.type = BPF_MAP_TYPE_RINGBUF,
                      .key_size = 0,
                      .value_size = 0,
                      .max_entries = 4096}};
  REQUIRE(bpf_map_freeze(ring.open().get()) == 0);
  check_fails("map events " + ring.ref() + " --timeout 0", 1, {"frozen"});
}

TEST_CASE("wrong options of map events are told") {
  const EventSource source;
  const std::string ring = "map events " + source.ref("ring");
  check_fails(ring + " --type evnt", 1, {"'evnt'", "event"});
  check_fails(ring + " --type event --btf vmlinux", 1, {"vmlinux"});
  check_fails(ring + " --type event --btf /no/such", 1, {"/no/such"});
  check_fails(ring + " --btf vmlinux", 2, {"--type"});
  check_fails(ring + " --count 0", 2, {"--count"});
  for (const char* time : {"-1", "1s", "nan", "1e3", "''"})
    check_fails(ring + " --timeout " + time, 2, {"--timeout"});
  CHECK(skep("-j " + ring + " --format ndjson").exit == 2);
  const std::string perf = "map event_pipe " + source.ref("perf");
  check_fails(perf + " cpu 0", 2, {"together"});
  check_fails(perf + " cpu 0 index 65536", 1, {"65536"});
  check_fails(perf + " cpu 65535 index 0", 1, {"65535"});
}

TEST_CASE("events are piped as bpftool pipes them") {
  for (const char* option : {"", "-j ", "-p "})
    check_same_pipe(option + std::string{"map event_pipe {}"}, "to_perf");
}

TEST_CASE("the events of one CPU are piped as bpftool pipes them") {
  for (const char* option : {"", "-j "})
    check_same_pipe(option + std::string{"map event_pipe {} cpu 0 index 0"},
                    "to_first_place");
}

}  // namespace skep::test
