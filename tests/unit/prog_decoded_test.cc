#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "src/disasm/decode.h"
#include "src/prog/dump_xlated.h"
#include "tests/insns.h"

namespace skep::prog {
namespace {

using namespace insns;
using nlohmann::json;

std::string printed(const Code& code, Format format) {
  Sink sink;
  Writer out{sink, format};
  dump_xlated(out, code, {.is_decoded = true});
  out.finish();
  return sink.take();
}

json decoded(std::vector<bpf_insn> insns) {
  Code code;
  code.insns = std::move(insns);
  json parts = json::array();
  for (const json& insn : json::parse(printed(code, Format::json)))
    parts.push_back(insn["decoded"]);
  return parts;
}

}  // namespace

TEST_CASE("instructions are told by their parts") {
  const json parts =
      decoded({insn(BPF_LDX | BPF_MEM | BPF_H, 1, 6, -8, 0),
               insn(BPF_ALU64 | BPF_ADD | BPF_K, 1, 0, 0, -7), jump_if(-2),
               insn(BPF_STX | BPF_ATOMIC | BPF_DW, 1, 2, 0, BPF_XCHG), leave});
  CHECK(parts[0] == json::parse(R"({"class":"ldx","mode":"mem","size":2,
    "dst":1,"src":6,"off":-8,"imm":0})"));
  CHECK(parts[1] == json::parse(R"({"class":"alu64","op":"add","source":"imm",
    "dst":1,"src":0,"off":0,"imm":-7})"));
  CHECK(parts[2]["op"] == "jeq");
  CHECK(parts[2]["target"] == 1);
  CHECK(parts[3]["op"] == "xchg");
  CHECK(parts[3]["size"] == 8);
  CHECK_FALSE(parts[4].contains("target"));
}

TEST_CASE("wide instructions have one number, or a map") {
  std::vector<bpf_insn> program;
  add_wide(program, 0, 1, -1);
  program[1].imm = 1;
  add_wide(program, BPF_PSEUDO_MAP_VALUE, 1, 7);
  program[3].imm = 12;
  add_wide(program, BPF_PSEUDO_FUNC, 1, 1);
  program.push_back(leave);
  const json parts = decoded(program);
  CHECK(parts[0]["imm"] == 0x1ffffffffULL);
  CHECK(parts[1]["map_id"] == 7);
  CHECK(parts[1]["map_offset"] == 12);
  CHECK(parts[2]["target"] == 6);
}

TEST_CASE("calls tell the name of a helper, or the function") {
  const json parts =
      decoded({insn(BPF_JMP | BPF_CALL, 0, 0, 0, 1), call(0), leave});
  CHECK(parts[0]["name"] == "bpf_map_lookup_elem");
  CHECK(parts[1]["target"] == 2);
}

TEST_CASE("the parts are a line of text behind the instruction") {
  Code code;
  code.insns = {jump(0), leave};
  CHECK(printed(code, Format::text) ==
        "   0: (05) goto pc+0\n"
        "       class jmp  op ja  source imm  dst 0  src 0  off 0  imm 0  "
        "target 1\n"
        "   1: (95) exit\n"
        "       class jmp  op exit  source imm  dst 0  src 0  off 0  imm 0\n");
}

TEST_CASE("any code has parts") {
  for (unsigned code = 0; code < 256; ++code) {
    const auto parts = disasm::parts_of(insn(code, 15, 15, -1, 0x33));
    CHECK_FALSE(parts.group.empty());
    CHECK((parts.size == 0) == parts.mode.empty());
  }
}

}  // namespace skep::prog
