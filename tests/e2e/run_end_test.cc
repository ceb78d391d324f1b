// The end of a run: by signals in every phase, by a reader that goes away, by
// a full disk. Nothing is left.
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

#include "tests/e2e/features.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/prog_fixture.h"
#include "tests/e2e/traced.h"

namespace skep::test {
namespace {

std::vector<std::string> words_of(const ObjectCopy& object,
                                  std::string_view words) {
  std::vector<std::string> all =
      split_words(fmt::format("run {} {}", object.path(), words));
  all.insert(all.begin(), skep_program());
  return all;
}

}  // namespace

TEST_CASE("a signal ends a run in good order") {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    const ObjectCopy object{"several"};
    Background run{words_of(object, "--format ndjson")};
    CHECK(run.first_line().starts_with("{\"attached\":"));
    run.signal(signal);
    const Result result = run.wait();
    CHECK(result.exit == 0);
    CHECK(result.err.empty());
    CHECK(result.out.starts_with("{\"ended\":\"signal\""));
    CHECK(object.has_left_no_map());
  }
}

TEST_CASE("the command goes with the run, even if skep is killed") {
  const ObjectCopy object{"several"};
  for (const int signal : {SIGINT, SIGKILL}) {
    Background run{words_of(object,
                            "--format ndjson --map-set counts 0 5 --until "
                            "'counts[0] == 6' --exec \"sh -c 'echo $$ >&2; "
                            "exec sleep 60'\"")};
    CHECK(run.first_line().starts_with("{\"attached\":"));
    std::string sleeper;
    CHECK(eventually([&] {
      sleeper =
          read_text(fmt::format("/proc/{0}/task/{0}/children", run.pid()));
      return !sleeper.empty();
    }));
    run.signal(signal);
    CHECK(run.wait().exit == (signal == SIGINT ? 0 : 128 + SIGKILL));
    CHECK(eventually([&] { return shell("kill -0 " + sleeper).exit != 0; }));
    CHECK(object.has_left_no_map());
  }
}

TEST_CASE("a second signal ends it at once") {
  const ObjectCopy object{"several"};
  const TempDir dir;
  const std::string ready = dir / "ready";
  // The command does not end by the signal that it is to end by: it sends the
  // second one.
  write_file(dir / "command", fmt::format(R"(
    trap 'kill $!; kill -INT $PPID' TERM
    sleep 60 &
    : >{}
    while :; do wait; done)",
                                          ready));
  Background run{words_of(
      object, fmt::format("--format ndjson --exec 'sh {}'", dir / "command"))};
  run.first_line();
  CHECK(eventually([&] { return ::access(ready.c_str(), F_OK) == 0; }));
  run.signal(SIGINT);
  CHECK(run.wait().exit == 128 + SIGINT);
  CHECK(object.has_left_no_map());
}

TEST_CASE("a signal in any phase leaves nothing") {
  NEEDS(feature::tracefs);
  constexpr std::array signals{SIGINT, SIGTERM, SIGHUP, SIGKILL};
  const std::size_t most_stops = is_sanitized() ? 8 : 48;
  const ObjectCopy object{"several"};
  const Bpffs bpffs;
  const std::string line = fmt::format(
      "-j run {} --map-set counts 1 7 --pre-attach /bin/true --exec /bin/true",
      object.path());
  const auto calls = run_traced(line, bpffs.path()).calls;
  const std::size_t step = std::max<std::size_t>(1, calls.size() / most_stops);
  std::size_t sent = 0;
  for (std::size_t at = 0; at < calls.size(); at += step) {
    const int signal = signals[sent++ % signals.size()];
    const Result result =
        run_traced(line, bpffs.path(), {.at = at, .signal = signal}).result;
    CAPTURE(at);
    CAPTURE(calls[at].text());
    CAPTURE(result.out);
    CAPTURE(result.err);
    const bool is_killed = result.exit == 128 + SIGKILL && signal == SIGKILL;
    const bool is_in_order = result.exit == 0 || result.exit == 130;
    CHECK((is_killed || is_in_order));
    if (is_killed) continue;
    const auto json = result.json();
    if (result.exit == 0)
      CHECK(json.contains("ended"));
    else
      CHECK(result.out.find("\"error\":\"interrupted\"") != std::string::npos);
  }
  CHECK(sent > 4);
  CHECK(object.has_left_no_map());
}

TEST_CASE("a run ends when nobody reads, or a disk is full") {
  const ObjectCopy object{"several"};
  const std::string run = skep_program() + " run " + object.path();
  const Result closed = shell(run + " --format ndjson | head -c 1");
  CHECK(closed.out == "{");
  CHECK(closed.err.empty());
  CHECK(skep("run " + object.path() + " --timeout 0",
             {.output_file = "/dev/full"})
            .exit == 1);
  CHECK(skep("-j run " + object.path() + " --timeout 60",
             {.output_file = "/dev/full"})
            .exit == 1);
  CHECK(object.has_left_no_map());
}

TEST_CASE("what can't be taken down is told, with an exit code of its own") {
  NEEDS(feature::tracefs);
  const VethPair veth;
  const Bpffs bpffs;
  const std::string line = "run " + bpf_object("tcx") +
                           " --attach 'count_packet=tc_ingress "
                           "dev " +
                           veth.name() + "' --only count_packet";
  const std::string at_once = "-j " + line + " --timeout 0";
  const auto calls = run_traced(at_once, bpffs.path()).calls;
  const auto is_request = [](const SystemCall& call) {
    return call.name == "sendto" || call.name == "sendmsg";
  };
  const auto last = std::find_if(calls.rbegin(), calls.rend(), is_request);
  REQUIRE(last != calls.rend());
  const auto at = static_cast<std::size_t>(calls.rend() - last) - 1;
  const Result refused =
      run_traced(at_once, bpffs.path(), {.at = at, .error = EPERM}).result;
  CHECK(refused.exit == 4);
  CHECK(refused.json()["phase"] == "teardown");
  CHECK(refused.json()["ended"] == "timeout");

  // What others have taken away already is no failure.
  CHECK(skep(line + " --exec 'tc qdisc del dev " + veth.name() + " clsact'")
            .exit == 0);
}

}  // namespace skep::test
