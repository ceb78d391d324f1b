// What the verifier counts, read from its log.
#include <doctest/doctest.h>

#include "src/object/verifier_stats.h"

namespace skep {

TEST_CASE("the verifier's statistics stand at the end of its log") {
  const VerifierStats stats = find_stats(
      "0: (b7) r0 = 0\n"
      "verification time 37 usec\n"
      "stack depth 16+0+8\n"
      "processed 26 insns (limit 1000000) max_states_per_insn 2 total_states 5 "
      "peak_states 4 mark_read 1\n");
  CHECK(stats.instructions == 26);
  CHECK(stats.max_states_per_insn == 2);
  CHECK(stats.total_states == 5);
  CHECK(stats.peak_states == 4);
  CHECK(stats.microseconds == 37);
  CHECK(stats.stack_depths == std::vector<std::uint64_t>{16, 0, 8});
}

TEST_CASE("what a log lacks is not made up") {
  for (const char* log : {"", "processed", "processed x insns\nstack depth ",
                          "verification time 99999999999999999999999 usec"}) {
    CAPTURE(log);
    const VerifierStats stats = find_stats(log);
    CHECK_FALSE(stats.instructions);
    CHECK_FALSE(stats.microseconds);
    CHECK(stats.stack_depths.empty());
  }
  // Older kernels say no times and depths.
  CHECK(find_stats("processed 7 insns (limit 4096)").instructions == 7);
}

}  // namespace skep
