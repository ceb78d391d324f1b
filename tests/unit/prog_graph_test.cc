// Graphs of programs, of which the kernel knows nothing.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "src/prog/graph.h"
#include "tests/insns.h"
#include "tests/unit/btf_fixture.h"
#include "tests/unit/memory_file.h"

namespace skep::prog {
namespace {

using namespace insns;

Code code_of(std::vector<bpf_insn> insns) {
  Code code;
  code.insns = std::move(insns);
  return code;
}

std::string printed(const Code& code, Format format,
                    const std::string& kallsyms = "/proc/kallsyms",
                    const DumpOptions& options = {}) {
  Sink sink;
  Writer out{sink, format};
  print_graph(out, Graph{code, kallsyms}, options);
  out.finish();
  return sink.take();
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("long and odd names of functions are drawn whole") {
  const std::string name(200, 'x');
  const MemoryFile kallsyms{
      "0000000000001000 T __bpf_call_base\n"
      "0000000000001063 T " +
      name + "<{|}>\"\\\n"};
  const std::string dot =
      printed(code_of({throwing, leave}), Format::text, kallsyms.path());
  CHECK(holds(dot, "0: (85) call " + name +
                       "\\<\\{\\|\\}\\>\\\"\\\\#99\\l\\\n| 1: (95) exit"));
}

TEST_CASE("source lines are drawn on one line, with the end of a long path") {
  btf::TestBtf types;
  Code code = code_of({add_one, leave});
  const auto text = [&](const char* string) {
    return static_cast<std::uint32_t>(
        btf__add_str(types.get_mutable(), string));
  };
  code.lines = {{.insn_off = 0,
                 .file_name_off = text("/a/very/long/path/to/the/source.bpf.c"),
                 .line_off = text("  if (a < b)\n{ c; }"),
                 .line_col = 7 << 10U | 3}};
  code.types = std::move(types);
  const std::string dot =
      printed(code, Format::text, "/proc/kallsyms", {.shows_lines = true});
  CHECK(holds(dot,
              "\n; [.../long/path/to/the/source.bpf.c line:7 col:3]\\l\\\n"
              "; if\\ (a\\ \\<\\ b)\\\\x0a\\{\\ c;\\ \\}\\l\\\n"));
}

TEST_CASE("a graph in JSON has the instructions, the blocks and the edges") {
  const auto graph = nlohmann::json::parse(
      printed(code_of({jump_if(1), jump_by(1), leave}), Format::json));
  CHECK(graph["insns"].size() == 3);
  const auto& function = graph["functions"][0];
  CHECK(function["blocks"] ==
        nlohmann::json::parse(R"([{"id":2,"first":0,"end":1},
          {"id":3,"first":1,"end":2},{"id":4,"first":2,"end":3}])"));
  CHECK(function["edges"] ==
        nlohmann::json::parse(R"([{"kind":"entry","from":0,"to":2},
          {"kind":"fall","from":2,"to":3},{"kind":"jump","from":2,"to":4},
          {"kind":"unknown","from":3},{"kind":"exit","from":4,"to":1}])"));
}

TEST_CASE("what leads nobody knows where is drawn as such") {
  const std::string dot = printed(code_of({jump_by(1)}), Format::text);
  CHECK(holds(dot, "\tfn_0_unknown [shape=note,label=\"unknown\"];\n"));
  CHECK(holds(dot, "\tfn_0_bb_2:s -> fn_0_unknown:n [style=\"dashed\"];\n"));
}

}  // namespace skep::prog
