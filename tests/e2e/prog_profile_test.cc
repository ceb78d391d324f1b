// prog profile: what happens while a program runs.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <csignal>

#include "src/sys/kernel_object.h"
#include "tests/e2e/features.h"
#include "tests/e2e/loaded.h"

namespace skep::test {
namespace {

std::string ref_of(int fd) {
  return fmt::format("id {}", info_of<bpf_prog_info>(fd).id);
}

// How many programs measure others.
std::size_t count_measuring() {
  std::size_t count = 0;
  for_each_object(ObjectKind::prog, [&](std::uint32_t, const Fd& prog) {
    if (std::string_view{info_of<bpf_prog_info>(prog).name} == "skep_profile")
      ++count;
  });
  return count;
}

}  // namespace

TEST_CASE("runs of a program are measured until a signal") {
  NEEDS(feature::fentry, feature::fexit);
  const Loaded object{"runs"};
  const int fd = bpf_program__fd(object.program("on_frame"));
  const std::string line = "prog profile " + ref_of(fd) +
                           " cpu_clock task_clock page_faults context_switches";
  for (const int signal : {SIGINT, SIGTERM}) {
    Background profile = start_skep("-j " + line);
    CHECK(is_idle(profile.pid()));
    run_often(fd, 1000);
    profile.signal(signal);
    const Result result = profile.wait();
    CHECK(result.exit == 0);
    const auto metrics = result.json();
    REQUIRE(metrics.size() == 4);
    CHECK(metrics[0]["metric"] == "cpu_clock");
    for (const auto& metric : metrics) {
      CHECK(metric["run_cnt"] > 900);
      CHECK(metric["run_cnt"] <= 1000);
      CHECK(metric["enabled"] >= metric["running"]);
    }
    CHECK(metrics[0]["value"] > 0);
  }
  CHECK(eventually([] { return count_measuring() == 0; }));
}

TEST_CASE("runs of a program are measured for a time, shown as text") {
  NEEDS(feature::fentry, feature::fexit);
  const Loaded object{"runs"};
  const int fd = bpf_program__fd(object.program("on_call"));
  const Result result = skep_ok("prog profile " + ref_of(fd) + " dur 0.1 cpu");
  CHECK(result.out ==
        "\n"
        "                 0 run_cnt             \n"
        "                 0 cpu_clock           "
        "                                         \n");
}

TEST_CASE("what can't be measured is told with its reason") {
  const Loaded object{"runs"};
  const std::string on_frame =
      ref_of(bpf_program__fd(object.program("on_frame")));
  check_fails("prog profile " + on_frame, 2, {"METRIC"});
  check_fails("prog profile " + on_frame + " cpu_clok", 2, {"cpu_clock"});
  check_fails("prog profile " + on_frame +
                  " cycles instructions l1d_loads llc_misses cpu_clock",
              2, {"5 metrics", "4"});
  std::array<bpf_insn, 2> insns{};
  insns[0].code = BPF_ALU64 | BPF_MOV | BPF_K;
  insns[1].code = BPF_JMP | BPF_EXIT;
  const Fd nameless{bpf_prog_load(BPF_PROG_TYPE_XDP, nullptr, "GPL",
                                  insns.data(), insns.size(), nullptr)};
  check_fails("prog profile " + ref_of(nameless.get()) + " cpu_clock", 1,
              {"no BTF"});
}

TEST_CASE("a metric that the machine does not count is named") {
  NEEDS(feature::no_cpu_counters);
  const Loaded object{"runs"};
  const std::string on_frame =
      ref_of(bpf_program__fd(object.program("on_frame")));
  check_fails("prog profile " + on_frame + " cycles", 1,
              {"can't count cycles on CPU 0", "cpu_clock"});
}

TEST_CASE("under lockdown a program can't be measured") {
  NEEDS(feature::lockdown);
  const Loaded object{"runs"};
  check_fails("prog profile " +
                  ref_of(bpf_program__fd(object.program("on_frame"))) +
                  " cpu_clock",
              1, {"measures another one", "lock"});
}

TEST_CASE("a kernel that lets tracing programs not be measured says so") {
  NEEDS(feature::fentry, feature::fexit);
  const Loaded tracing{"fentry"};
  const std::string line =
      fmt::format("prog profile {} duration 0.05 cpu_clock",
                  ref_of(bpf_program__fd(tracing.program())));
  // Since Linux 6.8 they can be.
  if (running_kernel().version >= Version{6, 8})
    skep_ok(line);
  else
    check_fails(line, 1, {"measures another one", "recursively"});
}

}  // namespace skep::test
