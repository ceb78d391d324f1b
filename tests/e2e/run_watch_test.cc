// run: what is shown while an object runs.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <sstream>
#include <thread>

#include "tests/e2e/features.h"
#include "tests/e2e/gen_fixture.h"
#include "tests/e2e/harness.h"

namespace skep::test {
namespace {

using Json = nlohmann::ordered_json;

// Let tests/bpf/bursts.bpf.c send so many events.
void send(unsigned count) { ::syscall(SYS_getpgid, 0x5eed0000 + count); }

// The program that sends events, run by skep until it is stopped.
class Bursts {
 public:
  explicit Bursts(const std::string& words) : running_(line_of(words)) {
    CHECK(Json::parse(running_.first_line())["attached"].size() == 1);
  }

  // Return the lines that came since, and in the end what it was all about.
  std::vector<Json> end() {
    running_.signal(SIGINT);
    const Result result = running_.wait();
    CAPTURE(result.err);
    REQUIRE(result.exit == 0);
    std::vector<Json> lines;
    std::istringstream text{result.out};
    for (std::string line; std::getline(text, line);)
      lines.push_back(Json::parse(line));
    REQUIRE(!lines.empty());
    return lines;
  }
  std::string next_line() { return running_.first_line(); }

 private:
  static std::vector<std::string> line_of(const std::string& words) {
    std::vector<std::string> line{skep_program(), "run", bpf_object("bursts"),
                                  "--format", "ndjson"};
    for (std::string& word : split_words(words))
      line.push_back(std::move(word));
    return line;
  }

  Background running_;
};

}  // namespace

TEST_CASE("events of a type that can be told are shown, without a word") {
  Bursts bursts{""};
  send(2);
  send(1);
  const auto lines = bursts.end();
  REQUIRE(lines.size() == 4);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(lines[i]["map"] == "events");
    const Json& value = lines[i]["value"];
    CHECK(value["number"] == i);
    CHECK(value["pid"] == ::getpid());
    CHECK(value["more"] ==
          Json{i == 1 ? 1 : 0, std::uint64_t{1} << 40U, ~std::uint64_t{0}});
  }
  CHECK(lines[3]["ended"] == "signal");
  CHECK(lines[3]["shown"] == 3);
  CHECK(lines[3]["lost"] == 0);
  CHECK(lines[3]["unfit"] == 0);
}

TEST_CASE("events that do not fit the type are shown as bytes and counted") {
  Bursts bursts{"--tail events:trace_event_raw_sys_enter"};
  send(2);
  const auto lines = bursts.end();
  REQUIRE(lines.size() == 3);
  CHECK(lines[0]["bytes"].size() == 64);
  CHECK_FALSE(lines[0].contains("value"));
  CHECK(lines[2]["shown"] == 2);
  CHECK(lines[2]["unfit"] == 2);
}

TEST_CASE("events that found no room are told, as the program counts them") {
  Bursts bursts{"--tail events --map-size events=4096"};
  constexpr unsigned many = 1000;  // more than a ring buffer holds
  send(many);
  const auto lines = bursts.end();
  const Json& end = lines.back();
  CHECK(end["lost"] > 0);
  CHECK(end["lost"] == end["variables"]["lost"]);
  CHECK(end["shown"] == end["variables"]["sent"]);
  CHECK(end["shown"].get<unsigned>() + end["lost"].get<unsigned>() == many);
  std::uint64_t shown = 0;
  std::uint64_t lost = 0;
  for (std::size_t i = 0; i + 1 < lines.size(); ++i)
    if (lines[i].contains("lost"))
      lost += lines[i]["lost"].get<std::uint64_t>();
    else
      CHECK(lines[i]["value"]["number"] == shown++);
  CHECK(lost == end["lost"]);
  CHECK(shown == end["shown"]);
}

TEST_CASE("changes of variables are shown, those of the last moment too") {
  Bursts bursts{"--watch sent --interval 0.01"};
  std::uint64_t value = 0;
  // It may be looked at while it is counted up.
  const auto watch_until = [&](std::uint64_t last) {
    while (value < last) {
      const Json change = Json::parse(bursts.next_line());
      CHECK(change["variable"] == "sent");
      CHECK(change["change"] == "changed");
      CHECK(change["rates"]["value"] > 0);
      REQUIRE(change["value"] > value);
      value = change["value"].get<std::uint64_t>();
    }
    CHECK(value == last);
  };
  send(3);
  watch_until(3);
  send(4);
  watch_until(7);
  CHECK(bursts.end().size() == 1);

  Bursts late{"--watch sent --interval 3600"};
  send(3);
  const auto lines = late.end();
  REQUIRE(lines.size() == 2);
  CHECK(lines[0]["value"] == 3);
}

TEST_CASE("events and changes are shown by one command") {
  Bursts bursts{"--tail events --watch sent --watch lost --interval 3600"};
  send(1);
  const auto lines = bursts.end();
  REQUIRE(lines.size() == 3);
  CHECK(lines[0]["map"] == "events");
  CHECK(lines[1]["variable"] == "sent");
  CHECK(lines[2]["shown"] == 2);
}

TEST_CASE("what programs print to the trace is shown") {
  NEEDS(feature::tracefs);
  const std::string text = unique_name("sk");
  Bursts bursts{"--trace --set says=" + text};
  send(5);
  bool is_there = false;
  for (const Json& line : bursts.end())
    if (line.contains("trace"))
      is_there |=
          line["trace"].get<std::string>().ends_with(fmt::format("{} 5", text));
  CHECK(is_there);
}

TEST_CASE("people see a table of events, with what was lost") {
  const std::string object = bpf_object("bursts");
  Background running{
      {skep_program(), "run", object, "--no-maps", "--count", "2"}};
  std::atomic<bool> is_over = false;
  std::thread sender{[&] {
    while (!is_over) {
      send(1);
      ::usleep(5000);
    }
  }};
  const std::string titles = running.first_line();
  const Result rest = running.wait();
  is_over = true;
  sender.join();
  CHECK(rest.exit == 0);
  CHECK(titles.find("time") != std::string::npos);
  CHECK(titles.ends_with("more"));
  CHECK(rest.out.find("[0,1099511627776,18446744073709551615]\n") !=
        std::string::npos);
}

TEST_CASE("what can't be shown is told before anything is loaded") {
  const std::string line = "run " + bpf_object("bursts");
  check_fails(line + " --tail evnts", 2, {"'evnts'", "events"});
  check_fails(line + " --tail events:brst", 2, {"'brst'", "burst"});
  check_fails(line + " --tail events:nothing_like_it", 2,
              {"'nothing_like_it'", "struct NAME *unused"});
  check_fails(line + " --tail bursts.bss", 2, {"no events to read", "array"});
  check_fails(line + " --watch events", 2, {"'events'", "ringbuf"});
  check_fails(line + " --watch snt", 2, {"'snt'", "sent"});
  check_fails(line + " --watch snt --tail evnts --tail events:brst", 2,
              {"'snt'", "'evnts'", "'brst'"});
}

TEST_SUITE_BEGIN("compilers");

TEST_CASE("the type of events is told only if a single one can be meant") {
  const TempDir dir;
  const auto types = [&](const std::string& options) {
    const std::string object = dir / "types.bpf.o";
    compile_bpf("tests/bpf/event_types.bpf.c", object, "-g " + options);
    const Json shown = skep_ok("-j run --help " + object).json();
    std::string told;
    for (const Json& one : shown["events"])
      if (one.contains("type"))
        told += fmt::format("{}:{} ", one["map"].get<std::string>(),
                            one["type"].get<std::string>());
    return told;
  };
  // What nothing else needs and the kernel does not have.
  CHECK(types("") == "ring:struct event ");
  CHECK(types("-DWITH_SECOND_TYPE").empty());
  CHECK(types("-DWITH_SECOND_MAP").empty());
  // What a variable points to.
  CHECK(types("-DWITH_POINTER -DWITH_SECOND_MAP") ==
        "ring:struct event second:struct event ");
  CHECK(types("-DWITH_POINTER -DWITH_SECOND_TYPE") == "ring:struct event ");
}

TEST_SUITE_END();

}  // namespace skep::test
