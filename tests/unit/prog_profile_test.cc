// Profiles as bpftool prints them.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "src/prog/profiler.h"

namespace skep::prog {
namespace {

std::vector<Metric> metrics_named(const std::vector<std::string>& names) {
  std::vector<Metric> chosen;
  for (const Metric& metric : all_metrics())
    for (const std::string& name : names)
      if (metric.name == name) chosen.push_back(metric);
  REQUIRE(chosen.size() == names.size());
  return chosen;
}

std::string printed(Format format, const std::vector<std::string>& names,
                    const Profile& profile) {
  Sink sink;
  Writer out{sink, format};
  print_profile(out, metrics_named(names), profile);
  return sink.take();
}

}  // namespace

TEST_CASE("a profile has ratios of what was counted as well") {
  CHECK(printed(Format::text, {"cycles", "instructions", "llc_misses"},
                {.run_count = 12,
                 .readings = {{1000, 5, 5}, {2500, 6, 6}, {5, 8, 2}}}) ==
        "\n"
        "                12 run_cnt             \n"
        "              1000 cycles              "
        "                                         \n"
        "              2500 instructions        "
        "#     2.50 insns per cycle               \n"
        "                 5 llc_misses          "
        "#  2000.00 LLC misses per million insns  (25.00%)\n");
}

TEST_CASE("a ratio with nothing is none") {
  CHECK(printed(Format::text, {"cycles", "instructions"},
                {.run_count = 0, .readings = {{}, {7, 1, 1}}}) ==
        "\n"
        "                 0 run_cnt             \n"
        "                 0 cycles              "
        "                                         \n"
        "                 7 instructions        "
        "                                         \n");
}

TEST_CASE("a profile for programs is a list of metrics") {
  CHECK(printed(Format::json, {"cpu_clock"},
                {.run_count = 3, .readings = {{9, 8, 7}}}) ==
        R"([{"metric":"cpu_clock","run_cnt":3,"value":9,"enabled":8,)"
        R"("running":7}])");
}

}  // namespace skep::prog
