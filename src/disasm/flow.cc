#include "src/disasm/flow.h"

#include <algorithm>
#include <cstdint>

#include "src/disasm/instruction.h"

namespace skep::disasm {
namespace {

using Insns = std::span<const bpf_insn>;

// How an instruction goes on.
enum class Step { next, branch, jump, table, leave };

Step step_of(const bpf_insn& insn) {
  const std::uint8_t kind = BPF_CLASS(insn.code);
  if (kind != BPF_JMP && kind != BPF_JMP32) return Step::next;
  switch (BPF_OP(insn.code)) {
    case BPF_JA:
      return BPF_SRC(insn.code) == BPF_X ? Step::table : Step::jump;
    case BPF_CALL:
      return Step::next;
    case BPF_EXIT:
      return insn.code == (BPF_JMP | BPF_EXIT) ? Step::leave : Step::next;
    default:
      return Step::branch;
  }
}

bool jumps(const bpf_insn& insn) {
  const Step step = step_of(insn);
  return step == Step::jump || step == Step::branch;
}

// Return the place behind `at`, by a distance; `nowhere` in front of all.
std::size_t place_behind(std::size_t at, std::int64_t distance) {
  const std::int64_t place = static_cast<std::int64_t>(at) + 1 + distance;
  return place < 0 ? nowhere : static_cast<std::size_t>(place);
}

// Return the start of a function whose place is known but for a multiple of
// 2^16.
std::size_t find_start(std::size_t place, std::span<const std::size_t> starts) {
  const auto is_meant = [&](std::size_t start) {
    return static_cast<std::uint16_t>(start) ==
           static_cast<std::uint16_t>(place);
  };
  if (std::find(starts.begin(), starts.end(), place) == starts.end() &&
      std::count_if(starts.begin(), starts.end(), is_meant) == 1)
    return *std::find_if(starts.begin(), starts.end(), is_meant);
  return place;
}

class FlowFinder {
 public:
  FlowFinder(Insns insns, const FlowFacts& facts)
      : insns_(insns), facts_(facts), can_start_(insns.size(), true) {
    for (std::size_t i = 0; i + 1 < insns.size(); ++i)
      if (is_wide(insns[i])) can_start_[++i] = false;
  }

  std::vector<Function> find() {
    find_functions();
    for (Function& function : functions_) find_blocks(function);
    for (Function& function : functions_)
      for (std::size_t i = 0; i < function.blocks.size(); ++i)
        find_edges(function, i);
    return std::move(functions_);
  }

 private:
  [[nodiscard]] bool can_start(std::size_t at) const {
    return at < insns_.size() && can_start_[at];
  }
  [[nodiscard]] std::size_t next(std::size_t at) const {
    return can_start(at + 1) ? at + 1 : std::min(at + 2, insns_.size());
  }
  [[nodiscard]] bool throws(std::size_t at) const {
    return insns_[at].code == (BPF_JMP | BPF_CALL) && facts_.throws &&
           facts_.throws(insns_[at]);
  }

  // ---- functions

  void find_functions() {
    std::vector<bool> starts(insns_.size(), false);
    const auto add = [&](std::size_t at) {
      if (can_start(at)) starts[at] = true;
    };
    add(0);
    for (const std::size_t at : facts_.starts) add(at);
    for (std::size_t i = 0; i < insns_.size(); i = next(i))
      add(function_target(insns_, i, facts_.starts));
    if (facts_.handler) add(*facts_.handler);
    add(added_handler());
    for (std::size_t i = 0; i < starts.size(); ++i) {
      if (!starts[i]) continue;
      if (!functions_.empty()) functions_.back().end = i;
      functions_.push_back({.first = i, .end = insns_.size()});
    }
  }

  // Where a program throws and has nothing to take exceptions, the verifier
  // adds `r0 = r1; exit` behind all functions.
  std::size_t added_handler() {
    if (facts_.handler) return handler_ = *facts_.handler;
    if (insns_.size() < 3 || !throws_anywhere()) return nowhere;
    const std::size_t at = insns_.size() - 2;
    const bpf_insn& move = insns_[at];
    if (move.code != (BPF_ALU64 | BPF_MOV | BPF_X) || move.dst_reg != 0 ||
        move.src_reg != 1 || step_of(insns_[at + 1]) != Step::leave ||
        is_reached(at))
      return nowhere;
    return handler_ = at;
  }

  [[nodiscard]] bool throws_anywhere() const {
    for (std::size_t i = 0; i < insns_.size(); i = next(i))
      if (throws(i)) return true;
    return false;
  }

  // Does the instruction before lead here, or a jump?
  [[nodiscard]] bool is_reached(std::size_t at) const {
    for (std::size_t i = 0; i < at; i = next(i)) {
      if (jump_target(insns_, i) == at) return true;
      if (next(i) == at && goes_on(i)) return true;
    }
    return false;
  }

  // Can the next instruction be the one behind `at`?
  [[nodiscard]] bool goes_on(std::size_t at) const {
    const Step step = step_of(insns_[at]);
    return step == Step::branch || (step == Step::next && !throws(at));
  }

  // ---- blocks

  void find_blocks(Function& function) {
    std::vector<bool> starts(function.end - function.first, false);
    const auto add = [&](std::size_t at) {
      if (is_in(function, at)) starts[at - function.first] = true;
    };
    add(function.first);
    for (std::size_t i = function.first; i < function.end; i = next(i)) {
      for (const std::size_t target : targets_at(i)) add(target);
      if (step_of(insns_[i]) != Step::next || throws(i)) add(next(i));
    }
    for (std::size_t i = 0; i < starts.size(); ++i) {
      if (!starts[i]) continue;
      if (!function.blocks.empty())
        function.blocks.back().end = function.first + i;
      function.blocks.push_back(
          {.first = function.first + i, .end = function.end});
    }
  }

  [[nodiscard]] bool is_in(const Function& function, std::size_t at) const {
    return at >= function.first && at < function.end && can_start(at);
  }

  // Where the instruction can jump to.
  [[nodiscard]] std::vector<std::size_t> targets_at(std::size_t at) const {
    if (step_of(insns_[at]) == Step::table) return facts_.table_places;
    if (jumps(insns_[at])) return {jump_target(insns_, at)};
    return {};
  }

  // ---- edges

  void find_edges(Function& function, std::size_t index) const {
    Block& block = function.blocks[index];
    const std::size_t last = last_of(block);
    if (goes_on(last)) add_fall(function, index);
    if (step_of(insns_[last]) == Step::leave)
      block.edges.push_back({Edge::Kind::returns});
    if (throws(last)) block.edges.push_back({Edge::Kind::throws, handler()});
    add_jumps(function, block, last);
  }

  static void add_fall(Function& function, std::size_t index) {
    if (index + 1 < function.blocks.size())
      function.blocks[index].edges.push_back({Edge::Kind::falls, index + 1});
    else
      function.blocks[index].edges.push_back({Edge::Kind::strays});
  }

  void add_jumps(const Function& function, Block& block,
                 std::size_t last) const {
    std::vector<std::size_t> targets = targets_at(last);
    std::sort(targets.begin(), targets.end());
    targets.erase(std::unique(targets.begin(), targets.end()), targets.end());
    const auto is_elsewhere = [&](std::size_t at) {
      return !is_in(function, at);
    };
    const bool strays = std::erase_if(targets, is_elsewhere) > 0;
    const Step step = step_of(insns_[last]);
    for (const std::size_t target : targets)
      block.edges.push_back({Edge::Kind::jumps, index_of(function, target)});
    if (step == Step::table ? targets.empty() : strays)
      block.edges.push_back({Edge::Kind::strays});
  }

  // A wide instruction ends with its second half.
  [[nodiscard]] std::size_t last_of(const Block& block) const {
    return can_start(block.end - 1) ? block.end - 1 : block.end - 2;
  }

  static std::size_t index_of(const Function& function, std::size_t first) {
    const auto found = std::lower_bound(
        function.blocks.begin(), function.blocks.end(), first,
        [](const Block& block, std::size_t at) { return block.first < at; });
    return static_cast<std::size_t>(found - function.blocks.begin());
  }

  // Return the index of the function that takes exceptions.
  [[nodiscard]] std::size_t handler() const {
    const auto found = std::find_if(
        functions_.begin(), functions_.end(),
        [&](const Function& function) { return function.first == handler_; });
    return found == functions_.end()
               ? nowhere
               : static_cast<std::size_t>(found - functions_.begin());
  }

  Insns insns_;
  const FlowFacts& facts_;
  std::vector<bool> can_start_;  // false: the second half of an instruction
  std::size_t handler_ = nowhere;
  std::vector<Function> functions_{};
};

}  // namespace

std::string_view edge_name(Edge::Kind kind) {
  switch (kind) {
    case Edge::Kind::falls:
      return "fall";
    case Edge::Kind::jumps:
      return "jump";
    case Edge::Kind::returns:
      return "exit";
    case Edge::Kind::throws:
      return "throw";
    default:
      return "unknown";
  }
}

bool is_gotox(const bpf_insn& insn) { return step_of(insn) == Step::table; }

std::size_t jump_target(std::span<const bpf_insn> insns, std::size_t at) {
  const bpf_insn& insn = insns[at];
  if (!jumps(insn)) return nowhere;
  // Only gotol has room for a distance of 32 bits.
  return place_behind(at,
                      insn.code == (BPF_JMP32 | BPF_JA) ? insn.imm : insn.off);
}

std::size_t function_target(std::span<const bpf_insn> insns, std::size_t at,
                            std::span<const std::size_t> starts) {
  const bpf_insn& insn = insns[at];
  if (is_wide(insn) && insn.src_reg == BPF_PSEUDO_FUNC)
    return place_behind(at, insn.imm);
  if (insn.code == (BPF_JMP | BPF_CALL) && insn.src_reg == BPF_PSEUDO_CALL)
    return find_start(place_behind(at, insn.off), starts);
  return nowhere;
}

std::vector<Function> find_flow(std::span<const bpf_insn> insns,
                                const FlowFacts& facts) {
  return FlowFinder{insns, facts}.find();
}

}  // namespace skep::disasm
