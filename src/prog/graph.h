// The control-flow graph of a program.
#pragma once

#include <string>
#include <vector>

#include "src/disasm/flow.h"
#include "src/output/sink.h"
#include "src/output/writer.h"
#include "src/prog/call_names.h"
#include "src/prog/code.h"
#include "src/prog/dump_xlated.h"

namespace skep::prog {

struct Graph {
  // Find the control flow of a program, which must outlive the graph.
  explicit Graph(const Code& shown,
                 const std::string& kallsyms = "/proc/kallsyms");

  const Code& code;
  CallNames names;
  std::vector<disasm::Function> functions;
};

// Print a graph: as DOT in text; in JSON the instructions, as dump_xlated()
// prints them, and beside them the functions with their blocks and edges.
void print_graph(Writer& out, const Graph& graph, const DumpOptions& options);

// Draw a graph in the language DOT of Graphviz, as bpftool does: a cluster for
// each function; its node 0 is the entry, 1 the exit, 2 the first block.
void draw_graph(Sink& sink, const Graph& graph, const DumpOptions& options);

}  // namespace skep::prog
