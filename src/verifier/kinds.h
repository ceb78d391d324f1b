// What the verifier's messages mean, and what people do about them: one table.
//
// A kind is added by a row and a program in tests/bpf/refused_*.bpf.c that
// makes a kernel say it.
#pragma once

#include <span>
#include <string_view>

namespace skep::verifier {

// What a kind of message is about.
enum class About {
  instruction,  // the one that was verified last
  program,      // all of it, or an instruction that the message names
};

struct Kind {
  std::string_view id;
  // Patterns (see pattern.h), one a line; any of them will do.
  std::string_view messages;
  // {} stands for the register in the message.
  std::string_view explanation;  // what the verifier wants
  std::string_view advice;       // what people usually do
  About about = About::instruction;
};

// The whole table, in parts. Where several kinds fit, the first one is meant.
[[nodiscard]] std::span<const std::span<const Kind>> kinds();

// Find the kind that one of the lines of a message is of; null: none.
[[nodiscard]] const Kind* find_kind(std::span<const std::string_view> lines);

// The parts, by what they are about.
extern const std::span<const Kind> kinds_of_objects;   // references, locks
extern const std::span<const Kind> kinds_of_calls;     // helpers, kfuncs
extern const std::span<const Kind> kinds_of_pointers;  // arithmetic, leaks
extern const std::span<const Kind> kinds_of_memory;    // accesses, ranges
extern const std::span<const Kind> kinds_of_flow;      // loops, jumps, returns
extern const std::span<const Kind> kinds_of_programs;  // types, BTF, attaching

}  // namespace skep::verifier
