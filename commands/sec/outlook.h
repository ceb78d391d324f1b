// What becomes of a program by its section: who handles it, and what follows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "commands/types/sec_words.h"
#include "src/object/bpf_object.h"
#include "src/object/builtin_section.h"

namespace skep::commands {

struct Outlook {
  std::string program;
  std::string section;
  std::string_view handler;  // "custom", "built-in", "fallback" or "none"
  std::string pattern{};     // that took the section; empty: none
  const SecRule* rule = nullptr;
  std::string eaten{};  // what the pattern takes of the section, and
  std::string rest{};   // what it leaves
  ProgramType type{};
  bool has_attach_type = false;
  std::uint32_t flags = 0;  // BPF_F_*
  bool is_loaded = false;
  std::string target{};      // for which it is loaded; empty: for none
  std::string hook{};        // where it is attached by a rule, and
  std::string stands_for{};  // as one of which section; both empty: nowhere
  std::string error{};       // what is wrong with the rule; empty: nothing
};

// Return the outlook for a program of an object that was opened with the
// handlers of `rules`.
[[nodiscard]] Outlook outlook_for(const BpfObject& object,
                                  const bpf_program* prog,
                                  const std::vector<SecRule>& rules,
                                  const std::vector<BuiltinSection>& builtins);

}  // namespace skep::commands
