#include "src/gen/min_core_btf.h"

#include <cstddef>
#include <optional>
#include <set>
#include <tuple>

#include "src/btf/core_relocation.h"
#include "src/btf/soundness.h"
#include "src/object/elf_check.h"
#include "src/object/elf_sections.h"
#include "src/object/load_error.h"
#include "src/sys/error.h"
#include "src/sys/log.h"

namespace skep::gen {
namespace {

void check_is_sound(btf::BtfView types, std::string_view whose) {
  if (const auto fault = btf::find_fault(types); !fault.empty())
    throw failure("{} BTF is malformed: {}", whose, fault);
}

btf::BtfView sound_kernel(btf::BtfView types) {
  check_is_sound(types, "the kernel's");
  return types;
}

ByteView section_of(ByteView elf, std::string_view name) {
  const auto sections = ElfSections::read(elf);
  if (sections)
    if (const auto content = sections->find(name)) return *content;
  throw failure("it has no section {}", name)
      .with_hint("compile it with -g; an object without code needs no BTF");
}

// What relocations of a kind keep of the type that they are about.
Extent extent_of(const btf::CoreRelocation& relocation) {
  if (relocation.kind == BPF_CORE_TYPE_MATCHES) return Extent::members;
  return btf::topic_of(relocation.kind) == btf::CoreTopic::type
             ? Extent::pointees
             : Extent::value;
}

}  // namespace

MinCoreBtf::MinCoreBtf(btf::BtfView kernel)
    : candidates_(sound_kernel(kernel)), subset_(kernel) {}

void MinCoreBtf::add_object(ByteView elf, std::string_view path) {
  check_is_bpf_elf(elf, path);
  HeldDiagnostics messages;
  try {
    add_relocations(elf);
  } catch (const Error& error) {
    throw with_reasons(error.in(fmt::format("can't tell what {} needs", path)),
                       messages.take());
  }
}

void MinCoreBtf::add_relocations(ByteView elf) {
  const btf::Btf local = btf::Btf::from_bytes(section_of(elf, ".BTF"));
  check_is_sound(local, "its");
  const auto relocations =
      btf::read_core_relocations(section_of(elf, ".BTF.ext"));
  btf::CoreResolver resolver{local, candidates_};
  // Programs ask the same many times.
  std::set<std::tuple<std::uint32_t, btf::TypeId, std::uint32_t>> asked;
  for (const btf::CoreRelocation& relocation : relocations)
    if (asked.emplace(relocation.kind, relocation.type, relocation.access)
            .second)
      add(relocation, resolver);
}

void MinCoreBtf::add(const btf::CoreRelocation& relocation,
                     btf::CoreResolver& resolver) {
  for (const btf::CoreTarget& target : resolver.resolve(relocation)) {
    subset_.keep(target.path.root, extent_of(relocation));
    for (const btf::MemberRef member : target.path.members)
      subset_.keep(member);
  }
}

}  // namespace skep::gen
