#include "src/object/builtin_section.h"

#include <bpf/libbpf.h>

#include <algorithm>
#include <utility>

#include "src/sys/log.h"
#include "src/sys/text.h"

namespace skep {
namespace {

// libbpf tells the names it knows in a debug message alone, "... names are: a
// b+ c"; those with a plus can be followed by a target.
std::vector<std::string> names_in(std::string_view message) {
  constexpr std::string_view start = "names are:";
  std::vector<std::string> names;
  const auto at = message.find(start);
  if (at == std::string_view::npos) return names;
  for (std::string& name : split(message.substr(at + start.size()), ' '))
    if (!name.empty()) names.push_back(std::move(name));
  return names;
}

// Return the names that libbpf tells when `ask` asks it for one that it does
// not know.
std::vector<std::string> names_told(int (*ask)(const char* name,
                                               ProgramType& type)) {
  ProgramType type{};
  for (const std::string& message : overhear_libbpf([&] { ask("?", type); }))
    if (auto names = names_in(message); !names.empty()) return names;
  return {};
}

int ask_for_type(const char* name, ProgramType& type) {
  return libbpf_prog_type_by_name(name, &type.type, &type.attach_type);
}

int ask_for_attach_type(const char* name, ProgramType& type) {
  return libbpf_attach_type_by_name(name, &type.attach_type);
}

}  // namespace

std::string BuiltinSection::stem() const {
  std::string stem = pattern.text();
  if (stem.ends_with('+')) stem.pop_back();
  return stem;
}

std::vector<BuiltinSection> builtin_sections() {
  const std::vector<std::string> with_attach_type =
      names_told(ask_for_attach_type);
  std::vector<BuiltinSection> sections;
  for (std::string& name : names_told(ask_for_type)) {
    BuiltinSection section{SecPattern{name}, {}, false};
    ask_for_type(section.stem().c_str(), section.type);
    section.has_attach_type = section.type.attach_type != 0 ||
                              std::ranges::count(with_attach_type, name) > 0;
    sections.push_back(std::move(section));
  }
  return sections;
}

const BuiltinSection* find_builtin(const std::vector<BuiltinSection>& sections,
                                   std::string_view section) {
  for (const BuiltinSection& builtin : sections)
    if (builtin.pattern.matches(section)) return &builtin;
  return nullptr;
}

}  // namespace skep
