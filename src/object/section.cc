#include "src/object/section.h"

#include <vector>

#include "src/object/builtin_section.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep {
namespace {

bool find_type(const std::string& section, ProgramType& type) {
  return libbpf_prog_type_by_name(section.c_str(), &type.type,
                                  &type.attach_type) == 0;
}

std::vector<std::string> known_sections() {
  std::vector<std::string> names;
  for (const BuiltinSection& section : builtin_sections())
    names.push_back(section.stem());
  return names;
}

// Return the names of a kind of numbers, which begin at 0.
template <typename T>
std::vector<std::string> names_by(const char* (*name_of)(T)) {
  std::vector<std::string> names;
  for (int i = 0; const char* name = name_of(static_cast<T>(i)); ++i)
    names.emplace_back(name);
  return names;
}

template <typename T>
std::optional<T> find_name(const char* (*name_of)(T), std::string_view wanted) {
  for (int i = 0; const char* name = name_of(static_cast<T>(i)); ++i)
    if (name == wanted) return static_cast<T>(i);
  return std::nullopt;
}

}  // namespace

// Only what comes before the target is suggested: "kprobes/x" -> "kprobe".
std::string hint_for_section(const std::string& section) {
  const std::vector<std::string> known = known_sections();
  std::string hint = did_you_mean(section, known);
  if (hint.empty())
    hint = did_you_mean(section.substr(0, section.find('/')), known);
  if (!hint.empty()) return hint;
  return "libbpf knows " + join(known, ", ");
}

ProgramType type_of_section(const std::string& section) {
  ProgramType type{};
  if (find_type(section, type)) return type;
  throw failure("no program type is known for the section '{}'", section)
      .with_hint(hint_for_section(section));
}

std::optional<bpf_prog_type> prog_type_named(std::string_view name) {
  return find_name(libbpf_bpf_prog_type_str, name);
}

std::optional<bpf_attach_type> attach_type_named(std::string_view name) {
  return find_name(libbpf_bpf_attach_type_str, name);
}

std::vector<std::string> prog_type_names() {
  return names_by(libbpf_bpf_prog_type_str);
}

std::vector<std::string> attach_type_names() {
  return names_by(libbpf_bpf_attach_type_str);
}

}  // namespace skep
