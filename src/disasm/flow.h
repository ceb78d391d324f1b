// The control flow of a program: its functions, their blocks, and the ways
// between these. Whatever the instructions are, no way leads outside of them.
#pragma once

#include <linux/bpf.h>

#include <cstddef>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace skep::disasm {

// Stands for a place that is none.
inline constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();

// Does it jump to a place that a table holds?
[[nodiscard]] bool is_gotox(const bpf_insn& insn);

// Return where a jump leads, inside of the program or not; `nowhere` for other
// instructions, and for those that take the place from a register.
[[nodiscard]] std::size_t jump_target(std::span<const bpf_insn> insns,
                                      std::size_t at);

// Return where a function starts that the instruction at a place calls, or
// whose address it loads; `nowhere` for other instructions. The kernel keeps
// 16 bits of the distance of a call, the rest is told by the `starts` that are
// known.
[[nodiscard]] std::size_t function_target(std::span<const bpf_insn> insns,
                                          std::size_t at,
                                          std::span<const std::size_t> starts);

// A way out of a block.
struct Edge {
  enum class Kind {
    falls,    // on to the next block
    jumps,    // to a block
    returns,  // to the end of the function
    throws,   // out of all functions, to the one that takes exceptions
    strays,   // nobody knows where
  };
  Kind kind;
  // Of falls and jumps: the index of a block; of throws: that of a function, or
  // nowhere.
  std::size_t to = nowhere;

  bool operator==(const Edge&) const = default;
};

// Return "fall", "jump", "exit", "throw" or "unknown".
[[nodiscard]] std::string_view edge_name(Edge::Kind kind);

// Instructions that run one after the other, from the first to the one before
// `end`.
struct Block {
  std::size_t first;
  std::size_t end;
  std::vector<Edge> edges{};  // that to the next block comes first
};

struct Function {
  std::size_t first;
  std::size_t end;
  std::vector<Block> blocks{};  // by their first instructions
};

// What the instructions alone do not tell.
struct FlowFacts {
  // Where functions start; those that are called are found without.
  std::vector<std::size_t> starts{};
  // Is this a call that throws an exception? Null: none is.
  std::function<bool(const bpf_insn& call)> throws = nullptr;
  // Where the function starts that takes exceptions; without it, the one that
  // the verifier has added is looked for.
  std::optional<std::size_t> handler{};
  // Where jumps by tables can lead to, those of all functions together. None:
  // that is not known.
  std::vector<std::size_t> table_places{};
};

// Find the functions of a program, in the order of their instructions.
// Shape:  each instruction is in one block of one function; the second half of
//         a wide one begins none.
[[nodiscard]] std::vector<Function> find_flow(std::span<const bpf_insn> insns,
                                              const FlowFacts& facts = {});

}  // namespace skep::disasm
