// Instructions that no verifier has seen: their control flow, and their dump
// and graph.
#include "src/disasm/flow.h"

#include <string>
#include <vector>

#include "src/output/writer.h"
#include "src/prog/graph.h"
#include "tests/fuzz/fuzz.h"

namespace skep::fuzz {
namespace {

using disasm::Edge;
using disasm::FlowFacts;
using disasm::Function;

void require_edge(const Edge& edge, const Function& function,
                  std::size_t functions) {
  if (edge.kind == Edge::Kind::falls || edge.kind == Edge::Kind::jumps)
    require(edge.to < function.blocks.size(), "an edge to a block");
  if (edge.kind == Edge::Kind::throws)
    require(edge.to == disasm::nowhere || edge.to < functions,
            "an edge to a function");
}

// Each instruction is in one block of one function.
void require_flow(const std::vector<Function>& flow, std::size_t size) {
  std::size_t at = 0;
  for (const Function& function : flow) {
    require(function.first == at && !function.blocks.empty(), "a function");
    for (const disasm::Block& block : function.blocks) {
      require(block.first == at && block.end > at, "a block");
      at = block.end;
      for (const Edge& edge : block.edges)
        require_edge(edge, function, flow.size());
    }
    require(function.end == at, "the end of a function");
  }
  require(at == size, "all instructions");
}

std::vector<std::size_t> take_places(Input& input) {
  std::vector<std::size_t> places;
  for (auto count = input.number<std::uint8_t>() % 8; count > 0; --count)
    places.push_back(input.number<std::uint16_t>());
  return places;
}

FlowFacts take_facts(Input& input) {
  FlowFacts facts;
  facts.starts = take_places(input);
  facts.table_places = take_places(input);
  if (input.number<std::uint8_t>() % 2 != 0)
    facts.handler = input.number<std::uint16_t>();
  facts.throws = [](const bpf_insn& call) { return call.imm % 2 != 0; };
  return facts;
}

void print_all(const prog::Code& code) {
  const prog::Graph graph{code, "/dev/null"};
  for (const Format format : {Format::text, Format::json}) {
    Sink sink;
    Writer out{sink, format};
    prog::print_graph(out, graph, {.shows_opcodes = true, .is_decoded = true});
    if (format == Format::text)
      prog::dump_xlated(out, code, graph.names, {.is_decoded = true});
    out.finish();
    if (format == Format::json)
      require_json(sink.take());
    else
      require_printable(sink.take());
  }
}

}  // namespace

void fuzz_one(ByteView bytes) {
  Input input{bytes};
  const FlowFacts facts = take_facts(input);
  prog::Code code;
  while (!input.rest().empty())
    code.insns.push_back(load_as<bpf_insn>(input.take(sizeof(bpf_insn))));
  require_flow(disasm::find_flow(code.insns, facts), code.insns.size());
  for (const std::size_t start : facts.starts)
    code.functions.push_back(
        {.insn_off = static_cast<std::uint32_t>(start), .type_id = 0});
  print_all(code);
}

}  // namespace skep::fuzz
