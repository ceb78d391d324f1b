// Rules for sections that people write: PATTERN=TYPE[,KEY=VALUE]...[!ACTION].
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/object/sec_pattern.h"
#include "src/object/sec_template.h"
#include "src/object/section.h"

namespace skep {

struct SecRule {
  std::string text;  // as it was written
  SecPattern pattern;
  ProgramType type{};
  bool has_attach_type = false;
  // The section of libbpf's own as one of which a program is handled; see
  // section_stood_for().
  std::optional<SecTemplate> stands_for{};
  std::uint32_t flags = 0;  // BPF_F_*
  std::optional<bool> autoload{};
  std::optional<bool> autoattach{};
  // Function or the like for which the program is loaded, by its BTF.
  std::optional<SecTemplate> target{};
  std::optional<SecTemplate> device{};  // network device that runs it
  std::string hook{};  // where it is attached, with placeholders; or empty
};

// Read a rule; its hook is not looked at. No handlers may be registered yet.
// Errors: usage error that names the rule and what is wrong with it.
[[nodiscard]] SecRule parse_sec_rule(const std::string& text);

// Return the names of flags (BPF_F_*) in rules; those without one are left out.
[[nodiscard]] std::vector<std::string> sec_flag_names(std::uint32_t flags);

// Return the section of libbpf's own as one of which a program is handled,
// "fentry/do_exit" for mine/do_exit by 'mine/=sec:fentry'; nullopt: none.
// Errors: Error that names the rule, for a part that the section lacks.
[[nodiscard]] std::optional<std::string> section_stood_for(
    const SecRule& rule, std::string_view section);

// Fill `text`, a part of the rule, for a section.
// Errors: the same.
[[nodiscard]] std::string fill_for(const SecRule& rule, const SecTemplate& text,
                                   std::string_view section);

}  // namespace skep
