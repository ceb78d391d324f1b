#include "src/object/choose_programs.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <set>
#include <string_view>

#include "src/btf/btf.h"
#include "src/btf/parts.h"
#include "src/object/initial_value.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep {
namespace {

using Programs = std::set<const bpf_program*>;

bool is_pattern(std::string_view name) {
  return name.find_first_of("*?") != name.npos;
}

bool is_chosen_by(const bpf_program* prog, const std::string& word) {
  const std::string_view name = bpf_program__name(prog);
  return is_pattern(word)
             ? bpf_program__autoload(prog) && matches_glob(name, word)
             : name == word;
}

std::vector<std::string> names_of_programs(const BpfObject& object) {
  std::vector<std::string> names;
  for (const bpf_program* prog : object.programs())
    names.emplace_back(bpf_program__name(prog));
  return names;
}

// Does a pattern match optional programs, if no others?
bool matches_any(const BpfObject& object, const std::string& pattern) {
  return std::ranges::any_of(names_of_programs(object), [&](const auto& name) {
    return matches_glob(name, pattern);
  });
}

Programs chosen_by(const BpfObject& object, const std::string& word) {
  Programs chosen;
  for (const bpf_program* prog : object.programs())
    if (is_chosen_by(prog, word)) chosen.insert(prog);
  return chosen;
}

// The programs in a struct_ops map: user space sees libbpf's pointers to them
// where the kernel has pointers to functions.
Programs programs_in(const BpfObject& object, const bpf_map* map) {
  Programs found;
  const btf::BtfView types{object.type_info()};
  const btf_type* type = types.type(bpf_map__btf_value_type_id(map));
  const ByteView value = initial_value(map);
  if (type == nullptr || !btf_is_struct(type)) return found;
  for (std::uint32_t i = 0; i < btf_vlen(type); ++i) {
    const btf::Member member = btf::member_of(*type, i);
    const btf_type* pointer = types.resolve(member.type);
    if (pointer == nullptr || !btf_is_ptr(pointer) ||
        member.bit_offset / 8 + sizeof(void*) > value.size())
      continue;
    const auto* prog =
        load_as<const bpf_program*>(value.subspan(member.bit_offset / 8));
    for (const bpf_program* one : object.programs())
      if (one == prog) found.insert(one);
  }
  return found;
}

// Add what loads with the chosen programs, and leave out maps whose programs
// do not load.
void settle_struct_ops(const BpfObject& object, Programs& chosen) {
  for (bpf_map* map : object.maps()) {
    if (bpf_map__type(map) != BPF_MAP_TYPE_STRUCT_OPS) continue;
    const Programs members = programs_in(object, map);
    const bool is_wanted = std::ranges::any_of(
        members,
        [&](const bpf_program* prog) { return chosen.contains(prog); });
    if (is_wanted) chosen.insert(members.begin(), members.end());
    if (!is_wanted && !members.empty())
      check(bpf_map__set_autocreate(map, false), "can't leave out map '{}'",
            bpf_map__name(map));
  }
}

void set_autoload(bpf_program* prog, bool loads) {
  check(bpf_program__set_autoload(prog, loads), "can't choose program '{}'",
        bpf_program__name(prog));
}

}  // namespace

void find_unknown_programs(const BpfObject& object, const ProgramChoice& choice,
                           UnknownNames& unknown) {
  const std::vector<std::string> names = names_of_programs(object);
  const auto note = [&](const std::string& word) {
    const bool is_known = is_pattern(word)
                              ? matches_any(object, word)
                              : std::ranges::find(names, word) != names.end();
    if (!is_known) unknown.add("program", word, names);
  };
  std::ranges::for_each(choice.only, note);
  std::ranges::for_each(choice.needed, note);
}

void choose_programs(const BpfObject& object, const ProgramChoice& choice) {
  Programs chosen;
  for (const std::string& word : choice.only) {
    const Programs some = chosen_by(object, word);
    if (some.empty())
      throw failure("'{}' matches optional programs (SEC(\"?...\")) alone",
                    word)
          .with_hint("those are chosen by their names, not by a pattern");
    chosen.insert(some.begin(), some.end());
  }
  if (!choice.only.empty()) {
    settle_struct_ops(object, chosen);
    for (bpf_program* prog : object.programs())
      set_autoload(prog, chosen.contains(prog));
  }
  for (const std::string& name : choice.needed) {
    bpf_program* prog = object.find_program(name);
    if (!choice.only.empty() && !chosen.contains(prog))
      throw failure("program '{}' is not among those that are loaded", name);
    set_autoload(prog, true);
  }
}

}  // namespace skep
