// Times skep beside bpftool on the same objects, in the same run, and prints
// medians and ratios.
#include <fmt/format.h>

#include <cstdlib>
#include <string_view>

#include "src/sys/error.h"
#include "tests/bench/suites.h"

int main(int argc, char** argv) {
  const std::string_view suite = argc > 1 ? argv[1] : "";
  if (suite == "send" && argc == 4) {
    skep::bench::send_events(
        std::strtoull(argv[2], nullptr, 10),
        static_cast<unsigned>(std::strtoul(argv[3], nullptr, 10)));
    return 0;
  }
  try {
    if (suite.empty() || suite == "map") skep::bench::run_maps();
    if (suite.empty() || suite == "iter") skep::bench::run_iterators();
    if (suite.empty() || suite == "prog") skep::bench::run_progs();
    if (suite.empty() || suite == "gen") skep::bench::run_gen();
    if (suite.empty() || suite == "run") skep::bench::run_events();
  } catch (const skep::Error& error) {
    fmt::print(stderr, "bench: {}\n", error.what());
    return 1;
  }
}
