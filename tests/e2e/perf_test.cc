// perf show, beside bpftool.
#include <doctest/doctest.h>
#include <unistd.h>

#include <sstream>

#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/features.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/loaded.h"

// What the uprobe test probes; not inlined, not removed.
extern "C" {
int skep_perf_probed(int number);
[[gnu::noinline, gnu::used]] int skep_perf_probed(int number) {
  asm volatile("" : "+r"(number));
  return number + 1;
}
}

namespace skep::test {
namespace {

using Json = nlohmann::ordered_json;

// What a listing has of this process, without others that come and go.
std::vector<Json> rows_of_this_process(const Result& result) {
  std::vector<Json> rows;
  for (const Json& row : result.json())
    if (row["pid"] == ::getpid()) rows.push_back(row);
  return rows;
}

std::vector<std::string> lines_of_this_process(const Result& result) {
  const std::string start = "pid " + std::to_string(::getpid()) + " ";
  std::vector<std::string> found;
  std::istringstream lines{result.out};
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with(start)) found.push_back(line);
  return found;
}

void check_shown_as_bpftool_does(std::size_t count) {
  const auto lines = lines_of_this_process(skep_ok("perf show"));
  CHECK(lines.size() == count);
  CHECK(lines == lines_of_this_process(bpftool("perf show")));
  const auto rows = rows_of_this_process(skep_ok("-j perf list"));
  CHECK(rows.size() == count);
  CHECK(rows == rows_of_this_process(bpftool("-j perf list")));
}

}  // namespace

TEST_CASE("programs on perf events are shown as by bpftool") {
  const Loaded raw{"raw_tp"};
  const Loaded uprobe{"uprobe"};
  const OwnedLink raw_link{
      bpf_program__attach_raw_tracepoint(raw.program(), "sys_enter")};
  bpf_uprobe_opts options{};
  options.sz = sizeof options;
  options.func_name = "skep_perf_probed";
  const OwnedLink uprobe_link{bpf_program__attach_uprobe_opts(
      uprobe.program(), -1, "/proc/self/exe", 0, &options)};
  options.retprobe = true;
  const OwnedLink uretprobe_link{bpf_program__attach_uprobe_opts(
      uprobe.program(), -1, "/proc/self/exe", 0, &options)};
  REQUIRE((raw_link && uprobe_link && uretprobe_link));
  check_shown_as_bpftool_does(3);
}

TEST_CASE("programs on kprobes are shown as by bpftool") {
  NEEDS(feature::kprobes);
  const Loaded object{"kprobe"};
  const OwnedLink link{
      bpf_program__attach_kprobe(object.program(), false, "do_nanosleep")};
  REQUIRE(link);
  check_shown_as_bpftool_does(1);
}

TEST_CASE("without the right to ask, perf show says what is missing") {
  const Result result = skep_as_nobody("perf show");
  CHECK(result.exit == 1);
  CHECK(result.err.find("CAP_") != std::string::npos);
  check_fails("perf show surplus", 2, {"'surplus'"});
}

}  // namespace skep::test
