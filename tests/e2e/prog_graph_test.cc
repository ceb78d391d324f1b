// prog dump xlated PROG visual: graphs of the control flow, beside bpftool's
// where those are right.
#include <bpf/bpf.h>
#include <doctest/doctest.h>

#include <algorithm>

#include "src/sys/fd.h"
#include "src/sys/text.h"
#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/features.h"
#include "tests/e2e/gen_fixture.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/prog_fixture.h"
#include "tests/insns.h"

namespace skep::test {
namespace {

using nlohmann::json;

const std::string dump = "prog dump xlated pinned ";

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

json graph_of(const std::string& pin) {
  return json::parse(skep_ok("-j " + dump + pin + " visual").out);
}

// Return "0-2 entry, 2-3 fall" and so on; edges to other functions are "3-f2".
std::string edges_of(const json& function) {
  std::vector<std::string> edges;
  for (const json& edge : function["edges"]) {
    std::string text = edge["from"].dump() + "-";
    if (edge.contains("to")) text += edge["to"].dump();
    if (edge.contains("to_function")) text += "f" + edge["to_function"].dump();
    edges.push_back(text + " " + edge["kind"].get<std::string>());
  }
  return join(edges, ", ");
}

// Is bpftool's graph right? It is not for exits in the middle, and for all
// functions but the first one; and it has room for 63 letters of an
// instruction.
bool bpftool_draws(const json& graph) {
  if (graph["functions"].size() != 1) return false;
  const std::string edges = edges_of(graph["functions"][0]);
  const auto& insns = graph["insns"];
  return !has(edges, "throw") && !has(edges, "unknown") &&
         std::all_of(insns.begin(), insns.end(), [](const json& insn) {
           return insn["disasm"].get<std::string>().size() < 60;
         });
}

std::string pin_insns(const Bpffs& bpffs, const std::vector<bpf_insn>& insns) {
  const Fd prog{load_insns(insns)};
  REQUIRE(prog.is_open());
  REQUIRE(bpf_obj_pin(prog.get(), (bpffs / "insns").c_str()) == 0);
  return bpffs / "insns";
}

}  // namespace

TEST_CASE("graphs are drawn as by bpftool") {
  const Bpffs bpffs;
  const std::string pin = Loaded{"several"}.pin(bpffs);
  check_same_text("p d x p " + pin + " v");
  check_same_text(dump + pin + " opcodes visual linum");
}

TEST_CASE("the graphs of all objects' programs are those of bpftool" *
          doctest::test_suite("files")) {
  std::size_t count = 0;
  std::size_t compared = 0;
  for (const std::string& object : bpf_objects_to_load()) {
    // They are hardly different.
    if (++count % 4 != 0) continue;
    const Bpffs bpffs;
    if (skep("prog loadall " + bpf_object(object) + " " + bpffs / "d").exit !=
        0)
      continue;
    const std::string pin = bpffs / "d/" + files_below(bpffs / "d").front();
    CAPTURE(object);
    if (!bpftool_draws(graph_of(pin))) continue;
    check_same_text(dump + pin + " visual linum opcodes");
    ++compared;
  }
  CHECK(compared > 5);
}

TEST_CASE("exits and long jumps lead to where they do, for bpftool elsewhere") {
  NEEDS(feature::long_jumps);
  using namespace insns;
  const Bpffs bpffs;
  const bpf_insn load = insn(BPF_LDX | BPF_MEM | BPF_W, 1, 1, 0, 0);
  const auto jump_above = [](std::int32_t number) {
    return insn(BPF_JMP | BPF_JGT | BPF_K, 1, 0, 1, number);
  };
  const std::string pin =
      pin_insns(bpffs, {load, set(0, 1), jump_above(7), leave, jump_above(99),
                        long_jump(1), set(0, 2), leave});
  CHECK(edges_of(graph_of(pin)["functions"][0]) ==
        "0-2 entry, 2-3 fall, 2-4 jump, 3-1 exit, 4-5 fall, 4-6 jump, "
        "5-7 jump, 6-7 fall, 7-1 exit");
  const std::string line = dump + pin + " visual";
  for (const char* edge : {"bb_3:s -> fn_0_bb_1:n", "bb_5:s -> fn_0_bb_7:n"})
    check_same({.line = line,
                .aspect = Aspect::effect,
                .where = "leads to where it does",
                .ours = has(skep_ok(line).out, edge) ? "yes" : "no",
                .theirs = has(bpftool(line).out, edge) ? "yes" : "no"});
}

TEST_CASE("functions have their own names and lines, for bpftool others'") {
  const Bpffs bpffs;
  const std::string line = dump + Loaded{"replaceable"}.pin(bpffs) + " visual";
  const std::string start = "; int verdict(struct xdp_md * packet):\\l\\\n";
  const auto begins_with_it = [&](const std::string& dot) {
    return has(dot,
               "fn_1_bb_2 [shape=record,style=filled,label=\"{\\\n" + start)
               ? "yes"
               : "no";
  };
  check_same({.line = line,
              .aspect = Aspect::effect,
              .where = "a function has its own name",
              .ours = begins_with_it(skep_ok(line).out),
              .theirs = begins_with_it(bpftool(line).out)});
}

TEST_CASE("callbacks are functions of their own") {
  const Bpffs bpffs;
  const json graph = graph_of(Loaded{"kinds"}.pin(bpffs, "on_call"));
  REQUIRE(graph["functions"].size() == 2);
  CHECK(has(graph["functions"][1]["proto"].get<std::string>(), "take_order"));
  CHECK(edges_of(graph["functions"][0]).ends_with(" exit"));
}

TEST_CASE("exceptions lead to the function that takes them") {
  NEEDS(feature::exceptions);
  const Bpffs bpffs;
  const Loaded loaded{"exceptions"};
  const json own = graph_of(loaded.pin(bpffs, "takes_exceptions"));
  REQUIRE(own["functions"].size() == 3);
  CHECK(edges_of(own["functions"][0]) ==
        "0-2 entry, 2-3 fall, 2-4 jump, 3-f2 throw, 4-1 exit");
  CHECK(own["functions"][2]["proto"] == "int when_thrown(__u64 cookie)");
  // The verifier has added it.
  const json added = graph_of(loaded.pin(bpffs, "leaves_exceptions"));
  REQUIRE(added["functions"].size() == 3);
  CHECK_FALSE(added["functions"][2].contains("proto"));
  CHECK(has(edges_of(added["functions"][1]), "3-f2 throw"));
}

TEST_CASE("a jump by a table leads to all its entries") {
  NEEDS(feature::insn_arrays);
  using namespace insns;
  const Bpffs bpffs;
  const Fd table{bpf_map_create(BPF_MAP_TYPE_INSN_ARRAY, "table", 4,
                                sizeof(bpf_insn_array_value), 2, nullptr)};
  REQUIRE(table.is_open());
  for (std::uint32_t i = 0; i < 2; ++i) {
    bpf_insn_array_value value{};
    value.orig_off = i == 0 ? 8 : 10;
    REQUIRE(bpf_map_update_elem(table.get(), &i, &value, BPF_ANY) == 0);
  }
  REQUIRE(bpf_map_freeze(table.get()) == 0);
  std::vector<bpf_insn> program{insn(BPF_LDX | BPF_MEM | BPF_W, 1, 1, 0, 0),
                                insn(BPF_ALU64 | BPF_AND | BPF_K, 1, 0, 0, 1),
                                insn(BPF_ALU64 | BPF_LSH | BPF_K, 1, 0, 0, 3)};
  add_wide(program, BPF_PSEUDO_MAP_VALUE, 2, table.get());
  program.insert(program.end(),
                 {insn(BPF_ALU64 | BPF_ADD | BPF_X, 2, 1, 0, 0),
                  insn(BPF_LDX | BPF_MEM | BPF_DW, 2, 2, 0, 0), jump_by(2),
                  set(0, 1), leave, set(0, 2), leave});
  CHECK(edges_of(graph_of(pin_insns(bpffs, program))["functions"][0]) ==
        "0-2 entry, 2-3 jump, 2-4 jump, 3-1 exit, 4-1 exit");
}

TEST_CASE("Graphviz draws graphs, and is asked for where it is not" *
          doctest::test_suite("compilers")) {
  const TempDir dir;
  const Bpffs bpffs;
  const Loaded loaded{"exceptions"};
  const std::string line =
      dump + loaded.pin(bpffs, "takes_exceptions") + " opcodes linum";
  skep_ok(line + " --svg " + dir / "graph.svg");
  const std::string svg = read_text(dir / "graph.svg");
  CHECK(svg.starts_with("<?xml"));
  CHECK(has(svg, "bpf_throw"));
  CHECK(has(svg, "takes_exceptions(struct __sk_buff * skb)"));
  const Result missing = shell("PATH=/nonexistent " + skep_program() + " " +
                               line + " --svg " + dir / "other.svg");
  CHECK(missing.exit == 1);
  CHECK(has(missing.err, "can't run dot: No such file or directory"));
  CHECK(has(missing.err, "Hint: dot is a program of Graphviz"));
  CHECK(files_below(dir.path()) == std::vector<std::string>{"graph.svg"});
}

TEST_CASE("a graph is in JSON, which bpftool refuses") {
  const Bpffs bpffs;
  check_same_json(dump + Loaded{"several"}.pin(bpffs) + " visual");
}

TEST_CASE("words for graphs that do not go together are wrong use") {
  const Bpffs bpffs;
  const std::string pin = Loaded{"several"}.pin(bpffs);
  check_fails("prog dump jited pinned " + pin + " visual", 2, {"xlated"});
  check_fails(dump + pin + " visual file /tmp/never", 2, {"file"});
  check_fails(dump + pin + " file /tmp/never --svg /tmp/never", 2, {"file"});
}

}  // namespace skep::test
