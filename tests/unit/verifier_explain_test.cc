// Why the verifier refused a program.
#include <doctest/doctest.h>

#include <string>

#include "src/verifier/explain.h"
#include "tests/unit/verifier_logs.h"

namespace skep::verifier {
namespace {

constexpr const char* loop_log =
    "from 14 to 4: R0=1 R1=scalar() R10=fp0 fp-8=mmmm????\n"
    "4: R0=1 R1=scalar() R10=fp0 fp-8=mmmm????\n"
    "; if (bpf_get_prandom_u32() & 1) @ b.bpf.c:12\n"
    "7: (54) w0 &= 1\n"
    "infinite loop detected at insn 7\n"
    "cur state: R0=scalar() R1=scalar() R10=fp0 fp-8=mmmm????\n"
    "old state: R0=scalar() R1=scalar() R10=fp0 fp-8=mmmm????\n"
    "verification time 173 usec\n"
    "stack depth 8\n"
    "processed 20 insns (limit 1000000) max_states_per_insn 0\n";

}  // namespace

TEST_CASE("a refusal is told with its place, its way and its meaning") {
  const Explanation packet = explain(packet_log);
  CHECK(packet.reason == "R1 offset is outside of the packet");
  REQUIRE(packet.context.size() == 1);
  CHECK(packet.context[0].find("off=12 size=1") != std::string::npos);
  CHECK(packet.kind == "packet-bounds");
  CHECK(packet.explanation.find("data_end") != std::string::npos);
  CHECK(packet.advice.find("data_end") != std::string::npos);
  REQUIRE(packet.place);
  CHECK(packet.place->index == 1);
  CHECK(packet.place->text == "(71) r1 = *(u8 *)(r1 +12)");
  CHECK(packet.place->source ==
        "return packet[12] == 8 ? XDP_DROP : XDP_PASS; @ a.bpf.c:21");
  CHECK(packet.subject == "R1");
  REQUIRE(packet.trail.size() == 1);
  CHECK(packet.trail[0].text == "(61) r1 = *(u32 *)(r1 +0)");
  CHECK(packet.trail[0].state == "R1=pkt(r=0)");
}

TEST_CASE("an instruction that the message names is the place") {
  const Explanation loop = explain(loop_log);
  CHECK(loop.reason == "infinite loop detected at insn 7");
  CHECK(loop.kind == "endless-loop");
  REQUIRE(loop.place);
  CHECK(loop.place->text == "(54) w0 &= 1");
  CHECK(loop.place->source == "if (bpf_get_prandom_u32() & 1) @ b.bpf.c:12");
  const Explanation jump = explain("jump out of range from insn 5 to 102\n");
  REQUIRE(jump.place);
  CHECK(jump.place->index == 5);
  CHECK(jump.place->text.empty());
}

TEST_CASE("a message about the program has no instruction") {
  CHECK_FALSE(explain("0: (b7) r0 = 0\n1: (95) exit\ncombined stack size of 2 "
                      "calls is 528. Too large\n")
                  .place);
}

TEST_CASE("an explanation names the register, an argument by its number") {
  const auto said_of = [](const std::string& message) {
    return explain("0: (85) call bpf_x#1\n" + message + "\n").subject;
  };
  CHECK(said_of("R7 !read_ok") == "R7");
  CHECK(said_of("arg#2 pointer type STRUCT a must point to scalar") == "R3");
  CHECK(said_of("Possibly NULL pointer passed to trusted arg0") == "R1");
  CHECK(said_of("R99 !read_ok").empty());
  CHECK(explain("0: (bf) r0 = r7\nR7 !read_ok\n")
            .explanation.starts_with("Nothing has been written to R7 "));
  CHECK(explain("R !read_ok\n").explanation.find("the register") !=
        std::string::npos);
}

TEST_CASE("a reference that is not released leads to where it was acquired") {
  const Explanation leak = explain(
      "3: (85) call bpf_ringbuf_reserve#131   ; R0=ringbuf_mem_or_null(id=2)\n"
      "4: (b7) r0 = 0\n"
      "5: (95) exit\n"
      "Unreleased reference id=2 alloc_insn=3\n"
      "BPF_EXIT instruction in main prog would lead to reference leak\n");
  CHECK(leak.kind == "unreleased-reference");
  REQUIRE(leak.trail.size() == 1);
  CHECK(leak.trail[0].index == 3);
  CHECK(leak.subject.empty());
}

TEST_CASE("a pointer that a call has made invalid leads to that call") {
  const Explanation stale = explain(
      "0: (61) r6 = *(u32 *)(r1 +76)   ; R6=pkt(r=8)\n"
      "1: (85) call bpf_get_prandom_u32#7\n"
      "2: (85) call bpf_skb_pull_data#39\n"
      "3: (b7) r2 = 0\n"
      "4: (71) r0 = *(u8 *)(r6 +0)\n"
      "R6 invalid mem access 'scalar'\n");
  REQUIRE(stale.trail.size() == 2);
  CHECK(stale.trail[1].index == 2);
}

TEST_CASE("what the kernel explains itself is told in its words") {
  const Explanation told = explain(
      "0: (95) exit\n"
      "R0 !read_ok\n"
      "\n"
      "Verification failed: Some kind: Some problem\n"
      "\n"
      "Reason:\n"
      "  A first line,\n"
      "  and a second.\n"
      "\n"
      "At:\n"
      "  insn 0\n"
      "  >>> 0 | (95) exit\n"
      "\n"
      "Suggestion:\n"
      "  Do this.\n"
      "\n"
      "processed 1 insns (limit 1000000)\n");
  CHECK(told.reason == "R0 !read_ok");
  CHECK(told.kind == "register-uninitialized");
  CHECK(told.explanation == "A first line, and a second.");
  CHECK(told.advice == "Do this.");
  CHECK(explain("Verification failed: A: B\n\nReason:\n  C\n").reason ==
        "A: B");
}

TEST_CASE("a log without instructions has a reason alone") {
  const Explanation told = explain("fentry/fexit not supported\n\n");
  CHECK(told.reason == "fentry/fexit not supported");
  CHECK(told.kind.empty());
  CHECK_FALSE(told.place);
}

TEST_CASE("a log that says nothing has no reason") {
  for (const char* log :
       {"", "\n", "\n\n \t\n", "processed 0 insns (limit 1000000)\n",
        "0: R1=ctx() R10=fp0\n", "; x = 1; @ a.c:1\n0: (b7) r0 = 1\n"})
    CHECK(explain(log).reason.empty());
}

TEST_CASE("a log of an unknown form is passed through, by its last line") {
  CHECK(explain("Reason: no such thing\n\tSuggestion: another").reason ==
        "Suggestion: another");
  CHECK(explain("no line feed at the end").reason == "no line feed at the end");
  CHECK(explain(std::string(3, '\0') + "\n").reason.size() == 3);
  const Explanation told = explain("0: (b7) r0 = 1\na\nb\nc\nd\ne\nf\n");
  CHECK(told.reason == "f");
  CHECK(told.context.size() == 5);
}

}  // namespace skep::verifier
