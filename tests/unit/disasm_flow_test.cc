#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "src/disasm/flow.h"
#include "tests/insns.h"

namespace skep::disasm {
namespace {

using namespace insns;

// "0-2: fall 1, jump 2" for a block, and so on; a slash between functions.
std::string flow_of(const std::vector<bpf_insn>& program,
                    const FlowFacts& facts = {}) {
  std::string text;
  for (const Function& function : find_flow(program, facts)) {
    if (!text.empty()) text += " / ";
    for (const Block& block : function.blocks) {
      if (block.first != function.first) text += "; ";
      text += std::to_string(block.first) + "-" + std::to_string(block.end);
      for (const Edge& edge : block.edges) {
        text += " " + std::string{edge_name(edge.kind)};
        if (edge.to != nowhere) text += " " + std::to_string(edge.to);
      }
    }
  }
  return text;
}

FlowFacts facts_that_throw() {
  FlowFacts facts;
  facts.throws = [](const bpf_insn& call) { return call.imm == 99; };
  return facts;
}

FlowFacts facts_with_table(std::vector<std::size_t> places) {
  FlowFacts facts;
  facts.table_places = std::move(places);
  return facts;
}

}  // namespace

TEST_CASE("blocks begin where jumps lead and behind them") {
  CHECK(flow_of({add_one, leave}) == "0-2 exit");
  CHECK(flow_of({jump_if(1), add_one, leave}) ==
        "0-1 fall 1 jump 2; 1-2 fall 2; 2-3 exit");
  CHECK(flow_of({jump_if(2), add_one, jump(1), add_one, leave}) ==
        "0-1 fall 1 jump 2; 1-3 jump 3; 3-4 fall 3; 4-5 exit");
  // A loop, and a jump that leads where the flow leads anyway.
  CHECK(flow_of({add_one, jump_if(-2), leave}) ==
        "0-2 fall 1 jump 0; 2-3 exit");
  CHECK(flow_of({jump_if(0), leave}) == "0-1 fall 1 jump 1; 1-2 exit");
}

TEST_CASE("an exit in the middle of a function ends its block") {
  CHECK(flow_of({jump_if(1), leave, add_one, leave}) ==
        "0-1 fall 1 jump 2; 1-2 exit; 2-4 exit");
}

TEST_CASE("a long jump has its distance in another place") {
  CHECK(flow_of({jump_if(1), long_jump(1), add_one, leave}) ==
        "0-1 fall 1 jump 2; 1-2 jump 3; 2-3 fall 3; 3-4 exit");
  const bpf_insn may_goto = insn(BPF_JMP | BPF_JCOND, 0, 0, 1, 0);
  CHECK(flow_of({may_goto, jump(-2), leave}) ==
        "0-1 fall 1 jump 2; 1-2 jump 0; 2-3 exit");
}

TEST_CASE("a jump by a table leads to its entries, or nobody knows where") {
  const std::vector<bpf_insn> program{jump_by(1), add_one, leave, leave};
  CHECK(flow_of(program, facts_with_table({3, 1, 3})) ==
        "0-1 jump 1 jump 2; 1-3 exit; 3-4 exit");
  // Entries of instructions that are no more, and of others' tables.
  CHECK(flow_of(program, facts_with_table({3, 4, UINT32_MAX})) ==
        "0-1 jump 2; 1-3 exit; 3-4 exit");
  CHECK(flow_of(program, facts_with_table({77})) ==
        "0-1 unknown; 1-3 exit; 3-4 exit");
  CHECK(flow_of(program) == "0-1 unknown; 1-3 exit; 3-4 exit");
}

TEST_CASE("functions begin where calls lead and callbacks stand") {
  CHECK(flow_of({call(1), leave, leave}) == "0-2 exit / 2-3 exit");
  std::vector<bpf_insn> program;
  add_wide(program, BPF_PSEUDO_FUNC, 2, 2);
  program.insert(program.end(), {leave, leave});
  CHECK(flow_of(program) == "0-3 exit / 3-4 exit");
  FlowFacts facts;
  facts.starts = {0, 1};
  CHECK(flow_of({leave, leave}, facts) == "0-1 exit / 1-2 exit");
}

TEST_CASE("calls further than 16 bits lead to the function that is meant") {
  constexpr std::size_t far = 100'000;
  std::vector<bpf_insn> program(far + 1, add_one);
  program[0] = call(static_cast<std::int16_t>(far - 1));
  program[far - 1] = leave;
  program[far] = leave;
  FlowFacts facts;
  facts.starts = {0, far};
  const auto flow = find_flow(program, facts);
  REQUIRE(flow.size() == 2);
  CHECK(flow[1].first == far);
}

TEST_CASE("an exception leads to the function that takes it") {
  FlowFacts facts = facts_that_throw();
  facts.handler = 3;
  CHECK(flow_of({jump_if(1), throwing, leave, add_one, leave}, facts) ==
        "0-1 fall 1 jump 2; 1-2 throw 1; 2-3 exit / 3-5 exit");
  const bpf_insn take_cookie = insn(BPF_ALU64 | BPF_MOV | BPF_X, 0, 1, 0, 0);
  // The function that the verifier has added.
  CHECK(flow_of({jump_if(1), throwing, leave, take_cookie, leave},
                facts_that_throw()) ==
        "0-1 fall 1 jump 2; 1-2 throw 1; 2-3 exit / 3-5 exit");
  // The same instructions as a part of the program.
  CHECK(
      flow_of({jump_if(1), throwing, take_cookie, leave}, facts_that_throw()) ==
      "0-1 fall 1 jump 2; 1-2 throw; 2-4 exit");
}

TEST_CASE("ways that lead out of a function are not followed") {
  CHECK(flow_of({}).empty());
  CHECK(flow_of({add_one}) == "0-1 unknown");
  CHECK(flow_of({jump(5)}) == "0-1 unknown");
  CHECK(flow_of({jump(-2)}) == "0-1 unknown");
  CHECK(flow_of({long_jump(INT32_MIN)}) == "0-1 unknown");
  CHECK(flow_of({jump_if(1), call(0), leave}) ==
        "0-1 fall 1 unknown; 1-2 unknown / 2-3 exit");
  // The second half of a wide instruction, and one without it.
  std::vector<bpf_insn> program{jump_if(1)};
  add_wide(program, 0, 1, 0);
  CHECK(flow_of(program) == "0-1 fall 1 unknown; 1-3 unknown");
  program.pop_back();
  CHECK(flow_of(program) == "0-1 fall 1 unknown; 1-2 unknown");
}

}  // namespace skep::disasm
