// prog top: what programs do while one looks.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <sstream>

#include "src/sys/kernel_object.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/prog_fixture.h"

namespace skep::test {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* sysctl = RunsCounted::sysctl;

std::uint32_t id_of(int fd) { return info_of<bpf_prog_info>(fd).id; }

// Return what a table tells of a program; null if it is not in it.
Json find_program(const Json& table, std::uint32_t id) {
  for (const Json& row : table["progs"])
    if (row["id"] == id) return row;
  return nullptr;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream input{text};
  for (std::string line; std::getline(input, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("the runs of programs are counted while one looks, and no longer") {
  const Loaded object{"runs"};
  const int fd = bpf_program__fd(object.program("on_frame"));
  const std::string before = read_text(sysctl);
  Background top =
      start_skep("prog top --format ndjson --interval 0.1 --filter on_frame");
  // Nobody knows when it has begun to count.
  Json row;
  CHECK(eventually([&] {
    run_often(fd, 1000);
    row = Json::parse(top.first_line());
    return row["id"] == id_of(fd) && row["run_cnt"] >= 1000 &&
           row["runs_per_second"] > 0;
  }));
  CHECK(read_text(sysctl) == before);
  top.signal(SIGINT);
  CHECK(top.wait().exit == 0);
  CHECK(row["type"] == "xdp");
  CHECK(row["name"] == "on_frame");
  CHECK(row["ns_per_run"] > 0);
  CHECK(row["average_ns"] > 0);
  CHECK(row["cpu_percent"] > 0);
  CHECK(row["bytes_memlock"] >= 4096);
  const auto counted = info_of<bpf_prog_info>(fd).run_cnt;
  run_often(fd, 10);
  // Unless another process on this machine counts.
  if (before == "0\n") CHECK(info_of<bpf_prog_info>(fd).run_cnt >= counted);
}

TEST_CASE("a table tells where programs are attached, and who holds them") {
  const Loaded object{"raw_tp"};
  const OwnedLink link{
      bpf_program__attach_raw_tracepoint(object.program(), "sched_switch")};
  REQUIRE(link != nullptr);
  const std::uint32_t id = id_of(bpf_program__fd(object.program()));
  const Json table = skep_ok("-j prog top --once --interval 0.05").json();
  CHECK(table["seconds"] > 0);
  const Json row = find_program(table, id);
  REQUIRE(row.is_object());
  REQUIRE(row["attached"].size() == 1);
  CHECK(row["attached"][0] == "raw_tracepoint sched_switch");
  REQUIRE(row["pids"].size() == 1);
  CHECK(row["pids"][0]["pid"] == ::getpid());
}

TEST_CASE("programs without a name are shown, and those that come and go") {
  std::array<bpf_insn, 2> insns{};
  insns[0].code = BPF_ALU64 | BPF_MOV | BPF_K;
  insns[1].code = BPF_JMP | BPF_EXIT;
  const Fd nameless{bpf_prog_load(BPF_PROG_TYPE_XDP, nullptr, "GPL",
                                  insns.data(), insns.size(), nullptr)};
  REQUIRE(nameless.is_open());
  Background top = start_skep("-j prog top --count 4 --interval 0.1");
  for (int i = 0; i < 5; ++i) const Loaded passing{"runs"};
  const Json tables = top.wait().json();
  REQUIRE(tables.size() == 4);
  for (const Json& table : tables)
    CHECK(find_program(table, id_of(nameless.get()))["name"] == "");
}

TEST_CASE("rows are chosen and sorted, and lines for other programs") {
  const Loaded object{"runs"};
  const std::string line = "prog top --interval 0.05 ";
  const auto text = lines_of(
      skep_ok(line + "--once --filter on_frame --sort id --limit 1").out);
  REQUIRE(text.size() == 3);
  CHECK(text[0].ends_with("% of a CPU"));
  CHECK(text[1].find("runs/s") != std::string::npos);
  CHECK(text[2].find("on_frame") != std::string::npos);
  const auto csv = lines_of(
      skep_ok(line + "--count 2 --filter on_f* --limit 1 --format csv").out);
  REQUIRE(csv.size() == 3);
  CHECK(csv[0].starts_with("time,id,type,name,runs_per_second,"));
  CHECK(std::count(csv[2].begin(), csv[2].end(), ',') >= 13);
  const Json table =
      skep_ok("-j " + line + "--once --sort id --reverse").json();
  std::uint32_t last = 0;
  for (const Json& row : table["progs"]) {
    CHECK(row["id"] > last);
    last = row["id"];
  }
}

TEST_CASE("a signal ends a list of tables as one document") {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    Background top = start_skep("-j prog top --interval 60");
    CHECK(is_idle(top.pid()));
    top.signal(signal);
    const Result result = top.wait();
    CHECK(result.exit == 0);
    CHECK(result.json() == Json::array());
    CHECK(result.err.empty());
  }
}

TEST_CASE("a terminal is drawn again and again, and left as it was") {
  const Fd terminal{::posix_openpt(O_RDWR | O_NOCTTY)};
  REQUIRE(terminal.is_open());
  REQUIRE(::grantpt(terminal.get()) == 0);
  REQUIRE(::unlockpt(terminal.get()) == 0);
  const Loaded object{"runs"};
  // The terminal has no size, which stands for 24 lines.
  const Result result =
      shell(fmt::format("{} prog top --count 2 --interval 0.05 > {}",
                        skep_program(), ::ptsname(terminal.get())));
  CHECK(result.exit == 0);
  std::string text;
  std::array<char, 4096> piece{};
  for (ssize_t size = 0;
       (size = ::read(terminal.get(), piece.data(), piece.size())) > 0;)
    text.append(piece.data(), static_cast<std::size_t>(size));
  CHECK(text.starts_with("\033[?25l"));
  CHECK(text.find("\033[H\033[J") != text.rfind("\033[H\033[J"));
  CHECK(text.ends_with("\033[?25h"));
  CHECK(std::count(text.begin(), text.end(), '\n') <= 2 * 23);
}

TEST_CASE("wrong options of prog top are told") {
  check_fails("prog top --sort run_cn", 2, {"run_cn", "run_cnt"});
  check_fails("prog top --once --count 2", 2, {"exclude"});
  check_fails("prog top --count 0", 2, {"--count"});
  check_fails("prog top --interval 0", 2, {"--interval"});
  check_fails("prog top --format json", 2, {"ndjson"});
  CHECK(skep("-j prog top --format csv").exit == 2);
}

}  // namespace skep::test
