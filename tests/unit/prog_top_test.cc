// What programs do, as a table: rates, order, choice, forms.
#include <doctest/doctest.h>
#include <linux/bpf.h>

#include <string>
#include <vector>

#include "src/prog/top.h"
#include "src/sys/error.h"

namespace skep::prog {
namespace {

Activity activity_of(std::uint32_t id, std::string name, Counters recent) {
  Activity activity{.id = id, .recent = recent, .seconds = 2};
  activity.identity = {.type = BPF_PROG_TYPE_XDP,
                       .name = std::move(name),
                       .load_time = 1,
                       .memory = 4096};
  activity.total = {.run_time = recent.run_time + 100,
                    .run_count = recent.run_count + 1,
                    .misses = recent.misses};
  return activity;
}

std::vector<TopRow> sample() {
  return {
      {.activity = activity_of(7, "idle", {}),
       .attached = {"xdp eth0", "xdp eth1"},
       .owners = {{.pid = 1, .comm = "init"}}},
      {.activity = activity_of(
           8, "", {.run_time = 4'000'000, .run_count = 1000, .misses = 1})},
      {.activity = activity_of(9, "busy", {.run_time = 20, .run_count = 5000})},
  };
}

std::vector<std::uint32_t> ids_of(const TopSelection& selection) {
  std::vector<std::uint32_t> ids;
  for (const TopRow& row : select(sample(), selection).rows)
    ids.push_back(row.activity.id);
  return ids;
}

std::string printed(Format format, TopFormat form, std::vector<TopRow> rows,
                    int times = 1) {
  Sink sink;
  Writer out{sink, format};
  TopPrinter printer{out, form};
  for (int i = 0; i < times; ++i)
    printer.print({.rows = rows,
                   .count = 8,
                   .cpu_percent = 0.5,
                   .seconds = 2,
                   .time = 0});
  return sink.take();
}

using Ids = std::vector<std::uint32_t>;

}  // namespace

TEST_CASE("what was counted between two looks is never negative") {
  const Counters counted =
      counted_between({.run_time = 5, .run_count = 9, .misses = 2},
                      {.run_time = 8, .run_count = 3, .misses = 2});
  CHECK(counted.run_time == 3);
  CHECK(counted.run_count == 0);
  CHECK(counted.misses == 0);
}

TEST_CASE("rates are those of the time between two looks") {
  const Activity activity =
      activity_of(1, "x", {.run_time = 4'000'000, .run_count = 1000});
  CHECK(activity.runs_per_second() == doctest::Approx(500));
  CHECK(activity.cpu_percent() == doctest::Approx(0.2));
  CHECK(*activity.recent_run_time() == doctest::Approx(4000));
  CHECK(*activity.average_run_time() == doctest::Approx(3996.1).epsilon(1e-3));
  CHECK_FALSE(activity_of(1, "x", {}).recent_run_time());
  const Activity at_once{.recent = {.run_count = 1}};
  CHECK(at_once.runs_per_second() == 0);
  CHECK(at_once.cpu_percent() == 0);
}

TEST_CASE("the largest come first, and what does not apply last") {
  CHECK(ids_of({}) == Ids{8, 9, 7});
  CHECK(ids_of({.sort = &find_top_column("runs/s")}) == Ids{9, 8, 7});
  CHECK(ids_of({.sort = &find_top_column("ns_per_run")}) == Ids{8, 9, 7});
  CHECK(ids_of({.sort = &find_top_column("name")}) == Ids{8, 9, 7});
  CHECK(ids_of({.sort = &find_top_column("id"), .is_reversed = true}) ==
        Ids{7, 8, 9});
  CHECK(ids_of({.limit = 1}) == Ids{8});
  const TopTable limited = select(sample(), {.limit = 1});
  CHECK(limited.count == 3);
  CHECK(limited.cpu_percent == doctest::Approx(0.2).epsilon(1e-4));
  CHECK_THROWS_AS((void)find_top_column("run_cn"), Error);
}

TEST_CASE("programs are chosen by their names, types and owners") {
  CHECK(ids_of({.pattern = "busy"}) == Ids{9});
  CHECK(ids_of({.pattern = "?nit"}) == Ids{7});
  CHECK(ids_of({.pattern = "xdp"}) == Ids{8, 9, 7});
  CHECK(ids_of({.pattern = ""}) == Ids{8});
  CHECK(ids_of({.pattern = "nobody*"}).empty());
}

TEST_CASE("the table of an interval has a summary, titles and rows") {
  const std::string text = printed(Format::text, TopFormat::table, sample());
  const auto at = text.find('\n');
  CHECK(text.substr(0, at).ends_with("  8 programs, 0.50% of a CPU"));
  CHECK(text.substr(at + 1) ==
        "id  type  name  runs/s  ns/run  average  cpu%  runs     time  missed  "
        "memory  attached            owners\n"
        " 7  xdp   idle    0.00       -      100  0.00     1      100       0  "
        "  4096  xdp eth0, xdp eth1  init(1)\n"
        " 8  xdp            500    4000     3996  0.20  1001  4000100       1  "
        "  4096                      \n"
        " 9  xdp   busy    2500    0.00     0.02  0.00  5001      120       0  "
        "  4096                      \n");
}

TEST_CASE("the rows of several intervals are lines for other programs") {
  const std::vector<TopRow> one{sample().front()};
  const std::string csv = printed(Format::text, TopFormat::csv, one, 2);
  const std::string row =
      "0,7,xdp,idle,0.00,,100,0.00,1,100,0,4096,\"xdp eth0, xdp eth1\","
      "init(1)\n";
  CHECK(csv ==
        "time,id,type,name,runs_per_second,ns_per_run,average_ns,cpu_percent,"
        "run_cnt,run_time_ns,recursion_misses,bytes_memlock,attached,pids\n" +
            row + row);
  CHECK(printed(Format::text, TopFormat::ndjson, one) ==
        R"({"time":0,"id":7,"type":"xdp","name":"idle","runs_per_second":0,)"
        R"("ns_per_run":null,"average_ns":100,"cpu_percent":0,"run_cnt":1,)"
        R"("run_time_ns":100,"recursion_misses":0,"bytes_memlock":4096,)"
        R"("attached":["xdp eth0","xdp eth1"],)"
        R"("pids":[{"pid":1,"comm":"init"}]})"
        "\n");
  CHECK(printed(Format::json, TopFormat::table, {}) ==
        R"({"time":0,"seconds":2,"progs":[]})");
}

}  // namespace skep::prog
