#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "src/disasm/instruction.h"
#include "src/prog/graph.h"
#include "src/prog/source_line.h"
#include "src/sys/bytes.h"
#include "src/sys/utf8.h"

namespace skep::prog {
namespace {

using disasm::Block;
using disasm::Edge;

// What labels of records need a backslash for; bpftool puts one also before
// the & of instructions and the spaces of source lines.
constexpr std::string_view special = "\\\"{}<>|";
constexpr std::string_view special_in_insns = "\\\"{}<>|&";
constexpr std::string_view special_in_source = "\\\"{}<>| ";

std::string escaped(std::string_view text, std::string_view marked) {
  std::string result;
  for (const char c : printable(text)) {
    if (marked.find(c) != marked.npos) result += '\\';
    result += c;
  }
  return result;
}

// Of a long path, the last part that begins with a slash in its last 32
// letters, behind dots.
std::string shortened(std::string_view path) {
  constexpr std::size_t most = 32;
  if (path.size() <= most) return std::string{path};
  auto slash = path.find('/', path.size() - most);
  if (slash == path.npos) slash = path.rfind('/');
  // Dots are no shorter than so few letters.
  if (slash == path.npos || slash < 3) return std::string{path};
  return fmt::format("...{}", path.substr(slash));
}

class Drawing {
 public:
  Drawing(Sink& sink, const Graph& graph, const DumpOptions& options)
      : sink_(sink), graph_(graph), code_(graph.code), options_(options) {
    meaning_.call = [this](const bpf_insn& call) {
      return graph_.names.text_of(call);
    };
  }

  void draw() {
    sink_.write("digraph \"DOT graph for eBPF program\" {\n");
    for (function_ = 0; function_ < graph_.functions.size(); ++function_)
      draw_function(graph_.functions[function_]);
    for (function_ = 0; function_ < graph_.functions.size(); ++function_)
      draw_throws(graph_.functions[function_]);
    sink_.write("}\n");
  }

 private:
  void draw_function(const disasm::Function& function) {
    sink_.print(
        "subgraph \"cluster_{0}\" {{\n\tstyle=\"dashed\";\n"
        "\tcolor=\"black\";\n\tlabel=\"func_{0} ()\";\n",
        function_);
    draw_end(0, "ENTRY");
    for (std::size_t i = 0; i < function.blocks.size(); ++i)
      draw_block(function.blocks[i], i + 2);
    draw_end(1, "EXIT");
    draw_unknown(function);
    draw_edge("bb_0", "bb_2", solid);
    for (std::size_t i = 0; i < function.blocks.size(); ++i)
      for (const Edge& edge : function.blocks[i].edges) draw_edge(i, edge);
    draw_edge("bb_0", "bb_1", "style=\"invis\", constraint=true");
    sink_.write("}\n");
  }

  // ---- nodes

  void draw_end(int node, std::string_view name) {
    sink_.print("\tfn_{}_bb_{} [shape=Mdiamond,style=filled,label=\"{}\"];\n\n",
                function_, node, name);
  }

  void draw_unknown(const disasm::Function& function) {
    for (const Block& block : function.blocks)
      for (const Edge& edge : block.edges)
        if (edge.kind == Edge::Kind::strays)
          return sink_.print(
              "\tfn_{}_unknown [shape=note,label=\"unknown\"];\n\n", function_);
  }

  void draw_block(const Block& block, std::size_t node) {
    sink_.print("\tfn_{}_bb_{} [shape=record,style=filled,label=\"{{\\\n",
                function_, node);
    line_ = nullptr;
    const std::span<const bpf_insn> insns{code_.insns};
    for (std::size_t i = block.first; i < block.end;) {
      if (i != block.first) sink_.write("| ");
      const std::size_t count =
          disasm::is_wide(insns[i]) && i + 1 < block.end ? 2 : 1;
      draw_insn(i, insns.subspan(i, count));
      i += count;
    }
    sink_.write("}\"];\n\n");
  }

  // A row of a record's label; its text is escaped.
  void draw_row(std::string_view text) { sink_.print("{}\\l\\\n", text); }

  void draw_insn(std::size_t at, std::span<const bpf_insn> insn) {
    const std::string signature = signature_at(code_, at);
    if (!signature.empty())
      draw_row(fmt::format("; {}:", escaped(signature, special)));
    if (code_.types) draw_line(*code_.types, at);
    draw_row(fmt::format(
        "{}: {}", at,
        escaped(disasm::text_of(insn, meaning_), special_in_insns)));
    if (!options_.shows_opcodes) return;
    const ByteView bytes{reinterpret_cast<const Byte*>(insn.data()),
                         insn.size_bytes()};
    draw_row(fmt::format("\\ \\ \\ \\ {:02x}", fmt::join(bytes, " ")));
  }

  // Each block begins with the line to which its first instruction belongs.
  void draw_line(const btf::BtfView& types, std::size_t at) {
    const auto next =
        std::upper_bound(code_.lines.begin(), code_.lines.end(), at,
                         [](std::size_t place, const bpf_line_info& line) {
                           return place < line.insn_off;
                         });
    if (next == code_.lines.begin() || &*(next - 1) == line_) return;
    line_ = &*(next - 1);
    // What the verifier has added behind all functions has none.
    if (line_->insn_off < graph_.functions[function_].first) return;
    if (types.name(line_->line_off).empty()) return;
    if (options_.shows_lines) draw_place(types, *line_);
    draw_row(fmt::format("; {}",
                         escaped(source_of(types, *line_), special_in_source)));
  }

  void draw_place(const btf::BtfView& types, const bpf_line_info& line) {
    draw_row(
        fmt::format("; [{} line:{} col:{}]",
                    escaped(shortened(types.name(line.file_name_off)), special),
                    BPF_LINE_INFO_LINE_NUM(line.line_col),
                    BPF_LINE_INFO_LINE_COL(line.line_col)));
  }

  // ---- edges

  static constexpr std::string_view solid =
      "style=\"solid,bold\", color=black, weight=10, constraint=true";
  static constexpr std::string_view to_unknown = "style=\"dashed\"";
  static constexpr std::string_view throws =
      "style=\"dashed\", label=\"throw\", constraint=false";

  // Draw an edge between two nodes of the function.
  void draw_edge(std::string_view from, std::string_view to,
                 std::string_view style) {
    sink_.print("\tfn_{0}_{1}:s -> fn_{0}_{2}:n [{3}];\n", function_, from, to,
                style);
  }

  void draw_edge(std::size_t block, const Edge& edge) {
    const std::string from = fmt::format("bb_{}", block + 2);
    switch (edge.kind) {
      case Edge::Kind::falls:
      case Edge::Kind::jumps:
        return draw_edge(from, fmt::format("bb_{}", edge.to + 2), solid);
      case Edge::Kind::returns:
        return draw_edge(from, "bb_1", solid);
      case Edge::Kind::strays:
        return draw_edge(from, "unknown", to_unknown);
      case Edge::Kind::throws:
        if (edge.to == disasm::nowhere) draw_edge(from, "bb_1", throws);
    }
  }

  // Ways to other functions stand outside of the clusters, which would take the
  // node for theirs.
  void draw_throws(const disasm::Function& function) {
    for (std::size_t i = 0; i < function.blocks.size(); ++i)
      for (const Edge& edge : function.blocks[i].edges)
        if (edge.kind == Edge::Kind::throws && edge.to != disasm::nowhere)
          sink_.print("\tfn_{}_bb_{}:s -> fn_{}_bb_0:n [{}];\n", function_,
                      i + 2, edge.to, throws);
  }

  Sink& sink_;
  const Graph& graph_;
  const Code& code_;
  DumpOptions options_;
  disasm::Meaning meaning_;
  std::size_t function_ = 0;             // the one that is drawn
  const bpf_line_info* line_ = nullptr;  // the last one that was drawn
};

}  // namespace

void draw_graph(Sink& sink, const Graph& graph, const DumpOptions& options) {
  Drawing{sink, graph, options}.draw();
}

}  // namespace skep::prog
