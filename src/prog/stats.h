// What the verifier and the JIT make of the programs of an object file. Each
// is loaded alone, so that none fails for another's sake, and gone again.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace skep::prog {

enum class Verdict {
  accepted,
  refused,  // by the verifier
  failed,   // before that, by libbpf or the kernel
};

struct Stats {
  using Number = std::optional<std::uint64_t>;

  std::string object{};  // as it was named
  std::string program{};
  std::string type{};  // "xdp"
  Verdict verdict = Verdict::failed;
  std::string reason{};  // why not: the last words of the verifier or libbpf
  // What is not known, such as the size of a program that was refused, is null.
  Number insns{};        // that the verifier went through, all ways together
  Number states{};       // that it remembered
  Number peak_states{};  // at one time
  Number max_states{};   // for one instruction
  Number stack{};        // bytes of all functions together
  Number xlated{};       // bytes of instructions, as the verifier left them
  Number jited{};        // bytes of machine code
  Number time_us{};      // that the verification took
};

struct StatsColumn {
  std::string_view name;
  Stats::Number Stats::* number;
};
[[nodiscard]] std::span<const StatsColumn> stats_columns();

// Load and unload all programs of an object, the optional ones too. Maps are
// not pinned, whatever the object says; those without a size get the smallest,
// and where there is no memory for them, one element each.
// Errors: Error for an object that can't be opened, and when this process may
//         load no program at all.
[[nodiscard]] std::vector<Stats> measure(const std::string& path);

// Return "accepted", "refused" or "failed".
[[nodiscard]] std::string_view name_of(Verdict verdict);

}  // namespace skep::prog
