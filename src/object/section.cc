#include "src/object/section.h"

#include <string_view>
#include <vector>

#include "src/sys/error.h"
#include "src/sys/log.h"
#include "src/sys/text.h"

namespace skep {
namespace {

bool find_type(const std::string& section, ProgramType& type) {
  return libbpf_prog_type_by_name(section.c_str(), &type.type,
                                  &type.attach_type) == 0;
}

// libbpf tells the names it knows in a debug message alone, "... names are: a
// b+ c"; those with a plus can be followed by a target.
std::vector<std::string> names_in(std::string_view message) {
  constexpr std::string_view start = "names are:";
  std::vector<std::string> names;
  const auto at = message.find(start);
  if (at == std::string_view::npos) return names;
  for (std::string& name : split(message.substr(at + start.size()), ' ')) {
    if (name.ends_with('+')) name.pop_back();
    if (!name.empty()) names.push_back(std::move(name));
  }
  return names;
}

std::vector<std::string> known_sections() {
  HeldDiagnostics messages{true};
  ProgramType type{};
  find_type("?", type);
  for (const std::string& message : messages.take())
    if (auto names = names_in(message); !names.empty()) return names;
  return {};
}

// Only what comes before the target is suggested: "kprobes/x" -> "kprobe".
std::string hint_for_section(const std::string& section) {
  const std::vector<std::string> known = known_sections();
  std::string hint = did_you_mean(section, known);
  if (hint.empty())
    hint = did_you_mean(section.substr(0, section.find('/')), known);
  if (!hint.empty()) return hint;
  return "libbpf knows " + join(known, ", ");
}

}  // namespace

ProgramType type_of_section(const std::string& section) {
  ProgramType type{};
  if (find_type(section, type)) return type;
  throw failure("no program type is known for the section '{}'", section)
      .with_hint(hint_for_section(section));
}

}  // namespace skep
