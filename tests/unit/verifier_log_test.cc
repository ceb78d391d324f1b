// The verifier's log, taken apart: steps, ways, frames, effects, trails.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "src/verifier/effect.h"
#include "src/verifier/log.h"
#include "src/verifier/pattern.h"
#include "src/verifier/trail.h"

namespace skep::verifier {
namespace {

// Return the indexes of the instructions that a trail goes through.
std::vector<std::uint32_t> trail_of(std::string_view text, unsigned number) {
  const Log log{text};
  std::vector<std::uint32_t> indexes;
  for (const std::size_t at : trace(log, number))
    indexes.push_back(log.steps()[at].index);
  return indexes;
}

}  // namespace

TEST_CASE("a pattern has numbers and gaps, and is found anywhere in a line") {
  CHECK(matches("R1 invalid mem access 'scalar'", "mem access 'scalar'"));
  CHECK(matches("R1 off=-12 size=4", "R# off=# size=#"));
  CHECK(matches("a b c", "a*c"));
  CHECK(matches("anything", ""));
  CHECK(matches("aab", "ab"));
  CHECK_FALSE(matches("R off=1", "R# off"));
  CHECK_FALSE(matches("off=- size", "off=#"));
  CHECK_FALSE(matches("c a", "a*c"));
  CHECK_FALSE(matches("", "#"));
}

TEST_CASE("a step has an instruction, a state and a source") {
  const Log log{
      "0: R1=ctx() R10=fp0\n"
      "; x = *p; @ a.bpf.c:7\n"
      "0: (79) r1 = *(u64 *)(r10 -8)  ; R1=0 fp-8=0\n"
      "1: (55) if r0 != 0x0 goto pc+1 3: R0=map_value(ks=4,vs=8) R10=fp0\n"
      "3: (85) call bpf_x#7   ;\n"
      "4: <invalid kfunc call>\n"
      "no\n"};
  const std::vector<Step>& steps = log.steps();
  REQUIRE(steps.size() == 4);
  CHECK(log.instruction(steps[0]) == "(79) r1 = *(u64 *)(r10 -8)");
  CHECK(log.state(steps[0]) == "R1=0 fp-8=0");
  CHECK(log.source(steps[0]) == "x = *p; @ a.bpf.c:7");
  CHECK(log.instruction(steps[1]) == "(55) if r0 != 0x0 goto pc+1");
  CHECK(log.state(steps[1]) == "R0=map_value(ks=4,vs=8) R10=fp0");
  CHECK(log.instruction(steps[2]) == "(85) call bpf_x#7");
  CHECK(log.state(steps[2]).empty());
  CHECK(log.instruction(steps[3]) == "<invalid kfunc call>");
  CHECK(steps[3].before == 2);
  CHECK(log.reasons() == std::vector<std::string_view>{"no"});
}

TEST_CASE("what tells of progress is no reason") {
  const Log log{
      "func#0 @0\n"
      "Live regs before insn:\n"
      "0: (b7) r0 = 0  ; R0=0\n"
      "mark_precise: frame0: last_idx 0 first_idx 0 subseq_idx -1\n"
      "frame pointer is read only\n"
      "cur state: R0=0\n"
      " frame1: R1=ctx()\n"
      "from 1 to 3: R0=1\n"
      "from 1 to 3: safe\n"
      "3: safe\n"
      "func 'f' arg0 has btf_id 114 type STRUCT 'x'\n"
      "verification time 3 usec\n"
      "stack depth 8\n"
      "processed 1 insns (limit 1000000)\n"};
  CHECK(log.reasons() ==
        std::vector<std::string_view>{"frame pointer is read only"});
}

TEST_CASE("a reason that lacks the line feed ends where the summary begins") {
  const Log log{"0: (85) call bpf_tail_call#12\nno such mapprocessed 1 insns"};
  CHECK(log.reasons() == std::vector<std::string_view>{"no such map"});
}

TEST_CASE("the verifier goes back to the branch that it left last") {
  const Log log{
      "0: (15) if r1 == 0x0 goto pc+2\n"
      "1: (15) if r2 == 0x0 goto pc+1\n"
      "2: (b7) r0 = 0\n"
      "from 1 to 3: R0=0\n"
      "3: (b7) r0 = 1\n"
      "from 0 to 3 (speculative execution): R0=0\n"
      "3: (b7) r0 = 1\n"
      "from 9 to 3: R0=0\n"
      "3: (b7) r0 = 1\n"};
  const std::vector<Step>& steps = log.steps();
  REQUIRE(steps.size() == 6);
  CHECK(steps[3].before == 1);
  CHECK(steps[4].before == 0);
  CHECK(steps[5].before == Step::none);
}

TEST_CASE("steps know how many functions deep they are") {
  const Log log{
      "0: (85) call pc+1\n"
      "caller:\n R10=fp0\ncallee:\n frame1: R1=ctx() R10=fp0\n"
      "2: frame1: R1=ctx() R10=fp0\n"
      "2: (bf) r0 = r1   ; frame1: R0=ctx() R1=ctx()\n"
      "3: (95) exit\n"
      "returning from callee:\n frame1: R0=ctx()\nto caller at 1:\n"
      " R0=ctx() R10=fp0\n"
      "1: (95) exit\n"};
  std::vector<std::uint32_t> frames;
  for (const Step& step : log.steps()) frames.push_back(step.frame);
  CHECK(frames == std::vector<std::uint32_t>{0, 1, 1, 0});
}

TEST_CASE("instructions have effects on registers and on the stack") {
  const Effect copy = effect_of("(bf) r6 = r1");
  CHECK(copy.target == 6);
  CHECK(copy.sources == Registers{0b10});
  CHECK_FALSE(copy.keeps_target);

  const Effect sum = effect_of("(0f) r2 += r3");
  CHECK(sum.target == 2);
  CHECK(sum.sources == Registers{0b1000});
  CHECK(sum.keeps_target);

  const Effect load = effect_of("(61) w0 = *(u32 *)(r1 +4)");
  CHECK(load.target == 0);
  CHECK(load.base == 1);
  CHECK(load.sources == Registers{0b10});
  CHECK_FALSE(load.slot_read);

  CHECK(effect_of("(79) r1 = *(u64 *)(r10 -16)").slot_read == -16);
  CHECK(effect_of("(a5) if r1 < 0x3 goto pc+1").target == std::nullopt);
  CHECK(effect_of("(85) call pc+5").is_call);

  const Effect store = effect_of("(63) *(u32 *)(r10 -8) = r3");
  CHECK_FALSE(store.target);
  CHECK(store.slot_written == -8);
  CHECK(store.slot_size == 4);
  CHECK(store.sources == Registers{0b1000});

  for (const char* text : {"", "(", "(bf) ", "(bf) r = r", "(bf) r99 = r1",
                           "(79) r1 = *(u64 *)(", "(7b) *(u64 *)(r10 -"})
    CHECK_FALSE(effect_of(text).slot_read);
}

TEST_CASE("a trail goes back through copies, sums, the stack and loads") {
  constexpr const char* log =
      "0: (b7) r9 = 1\n"
      "1: (79) r3 = *(u64 *)(r9 +0)\n"
      "2: (7b) *(u64 *)(r10 -8) = r3\n"
      "3: (b7) r5 = 4\n"
      "4: (79) r2 = *(u64 *)(r10 -8)\n"
      "5: (0f) r1 += r2\n"
      "6: (71) r0 = *(u8 *)(r1 +0)\n"
      "R1 unbounded memory access\n";
  CHECK(trail_of(log, 1) == std::vector<std::uint32_t>{0, 1, 2, 4, 5});
  CHECK(trail_of(log, 5) == std::vector<std::uint32_t>{3});
  CHECK(trail_of(log, 7).empty());
  CHECK(trail_of(log, 99).empty());
}

TEST_CASE("a trail follows the way that was taken, not the one before") {
  CHECK(trail_of("0: (b7) r1 = 1\n"
                 "1: (15) if r2 == 0x0 goto pc+2\n"
                 "2: (b7) r1 = 2\n"
                 "3: (95) exit\n"
                 "from 1 to 4: R1=1\n"
                 "4: (71) r0 = *(u8 *)(r1 +0)\n"
                 "no\n",
                 1) == std::vector<std::uint32_t>{0});
}

TEST_CASE("a trail goes into functions by their results and arguments") {
  constexpr const char* call =
      "0: (b7) r1 = 3\n"
      "1: (85) call pc+1\n"
      "callee:\n frame1: R1=3\n"
      "3: frame1: R1=3\n"
      "3: (bf) r0 = r1   ; frame1: R0=3\n";
  CHECK(trail_of(std::string{call} + "4: (71) r0 = *(u8 *)(r0 +0)\nno\n", 0) ==
        std::vector<std::uint32_t>{0, 3});
  CHECK(trail_of(std::string{call} +
                     "4: (95) exit\nreturning from callee:\n R0=3\n"
                     "2: (71) r0 = *(u8 *)(r0 +0)\nno\n",
                 0) == std::vector<std::uint32_t>{0, 3});
}

TEST_CASE("a call leaves its arguments unreadable, a loop is told once") {
  CHECK(trail_of("0: (b7) r1 = 3\n1: (85) call bpf_x#7\n2: (bf) r0 = r1\n"
                 "R1 !read_ok\n",
                 1) == std::vector<std::uint32_t>{1});
  std::string loop = "0: (b7) r6 = 0\n";
  for (int i = 0; i < 100; ++i)
    loop += "1: (07) r6 += 1\n2: (a5) if r6 < 0x64 goto pc-2\n";
  CHECK(trail_of(loop + "3: (bf) r0 = r6\nno\n", 6) ==
        std::vector<std::uint32_t>{0, 1});
}

}  // namespace skep::verifier
