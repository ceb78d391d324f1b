// Whichever system call fails, and however: skep does what it was asked to, or
// says that it did not, and then nothing has changed.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <regex>

#include "src/sys/error.h"
#include "src/sys/text.h"
#include "tests/e2e/features.h"
#include "tests/e2e/stage.h"

namespace skep::test {
namespace {

// A call without which a line does less, and what it does not do then.
struct Detail {
  std::string_view line;  // what the command line begins with
  std::string_view call;  // what the call begins with
  std::string_view what;
};

constexpr std::array details{
    Detail{"prog show", "bpf 15", "show the end of a long name"},
    Detail{"prog show", "bpf 19", "the same"},
    Detail{"prog dump", "bpf 15", "show functions and source lines"},
    Detail{"prog dump", "bpf 19", "the same"},
    Detail{"prog load", "openat /proc/self/fd", "close libbpf's perf events"},
    Detail{"prog load", "newfstatat /proc/1/fd", "the same"},
    Detail{"prog load", "getdents64 /proc/1/fd", "the same"},
    Detail{"prog load", "readlink /proc/self/fd", "the same"},
    Detail{"run ", "openat /proc/self/fd", "the same"},
    Detail{"run ", "newfstatat /proc/1/fd", "the same"},
    Detail{"run ", "getdents64 /proc/1/fd", "the same"},
    Detail{"run ", "readlink /proc/self/fd", "the same"},
};

bool may_do_less(const Scene& scene, const SystemCall& call) {
  return std::any_of(details.begin(), details.end(), [&](const Detail& detail) {
    return scene.line.starts_with(detail.line) &&
           call.text().starts_with(detail.call);
  });
}

// What `show` looks for in /proc and by iterators, and leaves out if none of
// that works: locked memory, and who holds an object.
bool shows_extras(const Scene& scene) {
  return scene.line.starts_with("map show") ||
         scene.line.starts_with("prog show");
}

std::string without_extras(const std::string& output) {
  static const std::regex extras{R"(,"pids":\[[^\]]*\]|,"bytes_memlock":[0-9]+)"
                                 R"(|\n\tpids [^\n]*|  memlock [0-9]+B)"};
  return std::regex_replace(output, extras, "");
}

// A failure that the kernel can't have: it tells with it how far it came.
bool is_impossible(const SystemCall& call, int error) {
  return call.text() == "bpf 24" && error == EINTR;
}

// A scene that is played again and again, each time with another fault.
class Trial {
 public:
  Trial(const Stage& stage, const Scene& scene, bool as_json)
      : stage_(stage),
        scene_(scene),
        as_json_(as_json),
        usual_(stage.rehearse(scene, as_json)) {}

  [[nodiscard]] const std::vector<SystemCall>& calls() const {
    return usual_.run.calls;
  }

  // Let a call fail; return what is wrong about what skep makes of it.
  [[nodiscard]] std::string complaint(const Disturbance& fault) const {
    const TracedRun run = stage_.play(scene_, usual_, fault);
    if (run.calls.size() <= fault.at) return "";
    const std::string wrong = complaint(run, fault);
    if (wrong.empty()) return "";
    return fmt::format("{}, call {} ({}) {} {}: {}\n{}{}", usual_.line,
                       fault.at, run.calls[fault.at].text(),
                       fault.goes_on ? "and later ones fail by" : "fails by",
                       errno_name(fault.error), wrong, run.result.out,
                       run.result.err);
  }

 private:
  [[nodiscard]] std::string complaint(const TracedRun& run,
                                      const Disturbance& fault) const {
    const Result& result = run.result;
    if (run.has_hung) return "it hangs";
    const SystemCall& call = run.calls[fault.at];
    if (!run.left_open.empty() && !may_do_less(scene_, call))
      return "it leaves open " + join(run.left_open, ", ");
    const std::string state = stage_.state(scene_);
    if (result.exit == 0) return complaint_of_success(result, call, state);
    const bool is_load = scene_.line.starts_with("run ") && result.exit == 3;
    if (result.exit != 1 && !is_load)
      return fmt::format("exit code {}", result.exit);
    const bool is_mute =
        call.text() == "write 2" || (call.name == "write" && fault.goes_on);
    if (!is_mute && !tells_error(result, as_json_)) return "no error is told";
    // All was done, but can't be told.
    if (call.name == "write" && state == usual_.after) return "";
    return state == usual_.before ? "" : "it failed, yet there is\n" + state;
  }

  [[nodiscard]] bool has_usual_output(Result result) const {
    if (!shows_extras(scene_)) return usual_.has_same_output(result);
    Rehearsal usual = usual_;
    usual.run.result.out = without_extras(usual.run.result.out);
    result.out = without_extras(result.out);
    return usual.has_same_output(result);
  }

  [[nodiscard]] std::string complaint_of_success(
      const Result& result, const SystemCall& call,
      const std::string& state) const {
    if (usual_.run.result.exit != 0) return "it succeeded";
    if (!may_do_less(scene_, call) && !has_usual_output(result))
      return "it succeeded, but its output is another";
    if (state != usual_.after) return "it succeeded, but there is\n" + state;
    return "";
  }

  const Stage& stage_;
  const Scene& scene_;
  bool as_json_;
  Rehearsal usual_;
};

// Chooses some of the faults: each call that differs from those before, the
// first ones of those that do not.
class Choice {
 public:
  explicit Choice(bool as_json) : as_json_(as_json) {}

  std::vector<Disturbance> faults_of(const SystemCall& call, std::size_t at) {
    const int most_alike = is_sanitized() ? 1 : 2;
    if (!may_fail(call) || ++seen_[without_numbers(call.text())] > most_alike)
      return {};
    std::vector<Disturbance> faults;
    // A signal interrupts once.
    for (const int error : errors_of(call))
      if (!is_impossible(call, error))
        faults.push_back(
            {.at = at, .error = error, .goes_on = as_json_ && error != EINTR});
    return faults;
  }

 private:
  static constexpr std::array usual{EPERM, ENOMEM};
  static constexpr std::array others{EAGAIN, EINTR, EBUSY, ENOSPC};

  std::vector<int> errors_of(const SystemCall& call) {
    const int turn = others[++turns_ % others.size()];
    if (as_json_) return {turns_ % 2 == 0 ? usual[turns_ / 2 % 2] : turn};
    if (is_sanitized()) return {turn};
    std::vector<int> errors{usual.begin(), usual.end()};
    if (call.name == "write")
      errors.insert(errors.end(), others.begin(), others.end());
    else
      errors.push_back(turn);
    return errors;
  }

  bool as_json_;
  std::size_t turns_ = 0;
  std::map<std::string, int> seen_{};
};

struct Count {
  std::size_t injections = 0;
  std::size_t leftovers = 0;
};

void try_faults(const Stage& stage, const Scene& scene, bool as_json,
                Count& count) {
  const Trial trial{stage, scene, as_json};
  Choice choice{as_json};
  for (std::size_t at = 0; at < trial.calls().size(); ++at)
    for (const Disturbance& fault : choice.faults_of(trial.calls()[at], at)) {
      ++count.injections;
      const std::string complaint = trial.complaint(fault);
      CHECK(complaint == "");
    }
  const std::size_t left = stage.count_leftovers();
  CAPTURE(scene.line);
  CHECK(left == 0);
  count.leftovers += left;
}

}  // namespace

TEST_SUITE("faults") {
  TEST_CASE("whichever system call fails, nothing is left half done") {
    NEEDS(feature::tracefs);
    const Stage stage;
    Count count;
    for (const Scene& scene : stage.scenes())
      for (const bool as_json : {false, true})
        try_faults(stage, scene, as_json, count);
    fmt::print("faults: {} injections tried, {} leftovers\n", count.injections,
               count.leftovers);
  }
}

}  // namespace skep::test
