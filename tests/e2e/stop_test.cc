// Signals that stop skep, whenever they come: what it does is done whole or not
// at all. Killed, it leaves at the most what it would have left anyway.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sched.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <random>
#include <thread>

#include "src/sys/error.h"
#include "src/sys/fd.h"
#include "src/sys/proc.h"
#include "src/sys/text.h"
#include "tests/e2e/features.h"
#include "tests/e2e/stage.h"

namespace skep::test {
namespace {

constexpr std::array signals{SIGINT, SIGTERM, SIGHUP, SIGKILL};

std::string signal_name(int signal) {
  return std::string{"SIG"} + ::sigabbrev_np(signal);
}

// How a run may end that a signal interrupts.
constexpr int interrupted = 130;
constexpr int killed = 128 + SIGKILL;

// Return the path of a file whose place another one is to take: "out" of
// "out.sDf3xw".
std::string target_of(const std::string& path) {
  constexpr std::size_t ending = sizeof(".XXXXXX") - 1;
  const std::size_t size = path.size();
  return size > ending && path[size - ending] == '.'
             ? path.substr(0, size - ending)
             : path;
}

// Is each line of `part` also one of `first` or `second`? Who is killed can't
// remove a file that has not yet taken its place.
bool is_made_of(const std::string& part, const std::string& first,
                const std::string& second) {
  std::vector<std::string> all = split(first, '\n');
  for (std::string& line : split(second, '\n')) all.push_back(std::move(line));
  const auto has = [&](const std::string& line) {
    return std::ranges::find(all, line) != all.end();
  };
  return std::ranges::all_of(split(part, '\n'), [&](const std::string& line) {
    return has(line) || has(target_of(line));
  });
}

// Return what is wrong about how a scene has ended; empty: nothing.
std::string complaint_about(const Rehearsal& usual, const Result& result,
                            const std::string& state, bool as_json) {
  if (result.exit == killed)
    return is_made_of(state, usual.before, usual.after) ? "" : "left: " + state;
  if (result.exit == interrupted) {
    if (state != usual.before) return "interrupted, yet there is\n" + state;
    const bool is_told =
        !as_json || result.out.empty() || tells_error(result, true);
    return is_told ? "" : "broken JSON";
  }
  if (result.exit != usual.run.result.exit)
    return fmt::format("exit code {}", result.exit);
  if (!usual.has_same_output(result)) return "another output";
  return state == usual.after ? "" : "done, yet there is\n" + state;
}

// Send a signal before some of a scene's calls, each one in its turn.
std::size_t stop_at_calls(const Stage& stage, const Scene& scene,
                          bool as_json) {
  const std::size_t most_stops = is_sanitized() ? 6 : 30;
  const Rehearsal usual = stage.rehearse(scene, as_json);
  const std::size_t calls = usual.run.calls.size();
  const std::size_t step = std::max<std::size_t>(1, calls / most_stops);
  std::size_t sent = 0;
  for (std::size_t at = sent % step; at < calls; at += step, ++sent) {
    const int signal = signals[sent % signals.size()];
    const TracedRun run =
        stage.play(scene, usual, {.at = at, .signal = signal});
    if (run.calls.size() <= at) continue;
    const std::string complaint =
        complaint_about(usual, run.result, stage.state(scene), as_json);
    CAPTURE(run.result.out);
    CAPTURE(run.result.err);
    CHECK_MESSAGE(complaint == "", usual.line, ": ", signal_name(signal),
                  " before call ", at, ", ", run.calls[at].text(), ": ",
                  complaint);
  }
  return sent;
}

// ---- at random moments ------------------------------------------------------

// Wait until a child of ours runs another program, or no longer runs.
void wait_for_exec(pid_t pid) {
  const auto ours = read_link("/proc/self/exe");
  while (read_link(fmt::format("/proc/{}/exe", pid)) == ours) ::sched_yield();
}

// Runs a scene again and again, and sends a signal some time after its start.
class Interruption {
 public:
  Interruption(const Stage& stage, const Scene& scene, bool as_json)
      : stage_(stage),
        scene_(scene),
        as_json_(as_json),
        usual_(stage.rehearse(scene, as_json)) {
    words_ = split_words(usual_.line);
    words_.insert(words_.begin(), skep_program());
    stage_.reset(scene_);
    const auto start = Clock::now();
    Background{words_}.wait();
    duration_ = Clock::now() - start;
  }

  // Send a signal when `part` of the usual time has passed.
  void send(int signal, double part) const {
    stage_.reset(scene_);
    Background run{words_};
    wait_for_exec(run.pid());
    std::this_thread::sleep_for(duration_ * part);
    run.signal(signal);
    const Result result = run.wait();
    const std::string complaint = complaint_after(signal, result);
    CAPTURE(result.err);
    CHECK_MESSAGE(complaint == "", usual_.line, ": ", signal_name(signal),
                  " after ", part, " of its time: ", complaint);
  }

 private:
  using Clock = std::chrono::steady_clock;

  [[nodiscard]] std::string complaint_after(int signal,
                                            const Result& result) const {
    const std::string state = stage_.state(scene_);
    const bool is_before_main = signal != SIGKILL &&
                                result.exit != interrupted &&
                                result.exit == 128 + signal;
    if (is_before_main)
      return state == usual_.before && result.out.empty() ? "" : "half done";
    return complaint_about(usual_, result, state, as_json_);
  }

  const Stage& stage_;
  const Scene& scene_;
  bool as_json_;
  Rehearsal usual_;
  std::vector<std::string> words_{};
  std::chrono::duration<double> duration_{};
};

// Return a map whose dump takes a while.
Fd make_big_map() {
  constexpr std::uint32_t size = 50'000;
  return Fd{
      check(bpf_map_create(BPF_MAP_TYPE_ARRAY, "skep_big", 4, 4, size, nullptr),
            "can't create a big map")};
}

// Return the command lines that dump a map with keys and values of 4 bytes.
std::vector<std::string> lines_that_dump(const std::string& map) {
  return {
      "map dump pinned " + map,
      "iter dump " + bpf_object("iter_bpf_map_elem") + " map pinned " + map};
}

std::vector<Scene> long_scenes(const Stage& stage, const Fd& big_map) {
  std::vector<Scene> scenes;
  for (const Scene& scene : stage.scenes())
    for (const char* start : {"prog load", "prog attach", "iter pin"})
      if (scene.line.starts_with(start) && !scene.is_apart)
        scenes.push_back(scene);
  for (const std::string& line : lines_that_dump(stage.at("big")))
    scenes.push_back({.line = line, .prepare = [&] {
                        const std::string path = stage.at("big");
                        check(bpf_obj_pin(big_map.get(), path.c_str()),
                              "can't pin a big map");
                      }});
  scenes.push_back({.line = "gen skeleton " + bpf_object("globals")});
  return scenes;
}

std::uint32_t random_seed() {
  const char* given = std::getenv("SKEP_SEED");
  return given != nullptr ? static_cast<std::uint32_t>(std::atol(given))
                          : std::random_device{}();
}

// ---- stopped and continued --------------------------------------------------

char state_of(pid_t pid) {
  const std::string stat = read_text(fmt::format("/proc/{}/stat", pid));
  const auto end_of_name = stat.rfind(") ");
  return end_of_name == std::string::npos ? '?' : stat[end_of_name + 2];
}

// Stop a line when it has begun to print, let it go on after a while, and
// return all that it prints.
Result run_with_pause(const std::string& line) {
  Background run = start_skep(line);
  const std::string first = run.first_line();
  run.signal(SIGSTOP);
  CHECK(eventually([&] { return state_of(run.pid()) == 'T'; }));
  run.signal(SIGCONT);
  Result result = run.wait();
  result.out = first + "\n" + result.out;
  return result;
}

}  // namespace

TEST_SUITE("faults") {
  TEST_CASE("a signal before any system call leaves all or nothing") {
    NEEDS(feature::tracefs);
    const Stage stage;
    std::size_t sent = 0;
    std::size_t leftovers = 0;
    for (const Scene& scene : stage.scenes()) {
      for (const bool as_json : {false, true})
        sent += stop_at_calls(stage, scene, as_json);
      leftovers += stage.count_leftovers();
    }
    CHECK(leftovers == 0);
    fmt::print("signals: {} sent before a call, {} leftovers\n", sent,
               leftovers);
  }

  TEST_CASE("a load that is interrupted is undone") {
    const Bpffs bpffs;
    const std::string line = "prog loadall " + bpf_object("several") + " " +
                             (bpffs / "progs") + " pinmaps " + (bpffs / "maps");
    const auto calls = run_traced(line, bpffs.path()).calls;
    shell("rm -r " + (bpffs / "progs") + " " + (bpffs / "maps"));
    const auto is_load = [](const SystemCall& call) {
      return call.text() == "bpf 5";
    };
    // The last one loads the last program.
    const auto last = std::find_if(calls.rbegin(), calls.rend(), is_load);
    const auto at = static_cast<std::size_t>(calls.rend() - last) - 1;
    const Result stopped =
        run_traced(line, bpffs.path(), {.at = at, .signal = SIGINT}).result;
    CHECK(stopped.exit == interrupted);
    CHECK(stopped.err == "Error: interrupted\n");
    CHECK(files_below(bpffs.path()).empty());
  }

  TEST_CASE("a signal at any moment leaves all or nothing") {
    NEEDS(feature::tracefs);
    const int rounds = is_sanitized() ? 2 : 6;
    const Stage stage;
    const Fd big_map = make_big_map();
    const std::uint32_t seed = random_seed();
    CAPTURE(seed);
    std::mt19937 random{seed};
    std::uniform_real_distribution<double> part{0, 1.1};
    std::size_t sent = 0;
    for (const Scene& scene : long_scenes(stage, big_map))
      for (const bool as_json : {false, true}) {
        const Interruption interruption{stage, scene, as_json};
        for (int round = 0; round < rounds; ++round)
          interruption.send(signals[sent++ % signals.size()], part(random));
      }
    const std::size_t leftovers = stage.count_leftovers();
    CHECK(leftovers == 0);
    fmt::print("signals: {} sent at random (SKEP_SEED={}), {} leftovers\n",
               sent, seed, leftovers);
  }

  TEST_CASE("a dump that is stopped and continued is whole") {
    const Bpffs bpffs;
    const Fd map = make_big_map();
    REQUIRE(bpf_obj_pin(map.get(), (bpffs / "big").c_str()) == 0);
    for (const std::string& line : lines_that_dump(bpffs / "big")) {
      CAPTURE(line);
      const Result paused = run_with_pause(line);
      CHECK(paused.exit == 0);
      const bool is_whole = paused.out == skep_ok(line).out;
      CHECK(is_whole);
    }
  }
}

}  // namespace skep::test
