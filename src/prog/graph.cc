#include "src/prog/graph.h"

#include "src/prog/flow_facts.h"
#include "src/prog/source_line.h"

namespace skep::prog {
namespace {

using disasm::Edge;
using disasm::Function;

// The numbers that the nodes of a function have in DOT.
constexpr std::size_t entry = 0;
constexpr std::size_t exit_node = 1;
constexpr std::size_t first_block = 2;

void print_edge(Writer& out, std::size_t from, const Edge& edge) {
  const auto object = out.object();
  out.field("kind", disasm::edge_name(edge.kind));
  out.field("from", from);
  switch (edge.kind) {
    case Edge::Kind::returns:
      return out.field("to", exit_node);
    case Edge::Kind::falls:
    case Edge::Kind::jumps:
      return out.field("to", edge.to + first_block);
    default:
      if (edge.to != disasm::nowhere) out.field("to_function", edge.to);
  }
}

void print_edges(Writer& out, const Function& function) {
  const auto list = out.list("edges");
  {
    const auto object = out.object();
    out.field("kind", "entry");
    out.field("from", entry);
    out.field("to", first_block);
  }
  for (std::size_t i = 0; i < function.blocks.size(); ++i)
    for (const Edge& edge : function.blocks[i].edges)
      print_edge(out, i + first_block, edge);
}

void print_blocks(Writer& out, const Function& function) {
  const auto list = out.list("blocks");
  for (std::size_t i = 0; i < function.blocks.size(); ++i) {
    const auto object = out.object();
    out.field("id", i + first_block);
    out.field("first", function.blocks[i].first);
    out.field("end", function.blocks[i].end);
  }
}

void print_function(Writer& out, const Graph& graph, std::size_t index) {
  const Function& function = graph.functions[index];
  const auto object = out.object();
  out.field("id", index);
  const std::string signature = signature_at(graph.code, function.first);
  if (!signature.empty()) out.field("proto", signature);
  out.field("first", function.first);
  out.field("end", function.end);
  print_blocks(out, function);
  print_edges(out, function);
}

}  // namespace

Graph::Graph(const Code& shown, const std::string& kallsyms)
    : code(shown),
      names(shown, kallsyms),
      functions(disasm::find_flow(code.insns, flow_facts_of(code, names))) {}

void print_graph(Writer& out, const Graph& graph, const DumpOptions& options) {
  out.in_text([&](Sink& sink) { draw_graph(sink, graph, options); });
  out.in_json([&](Json&) {
    const auto object = out.object();
    out.key("insns");
    dump_xlated(out, graph.code, graph.names, options);
    const auto list = out.list("functions");
    for (std::size_t i = 0; i < graph.functions.size(); ++i)
      print_function(out, graph, i);
  });
}

}  // namespace skep::prog
