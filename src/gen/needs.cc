#include "src/gen/needs.h"

#include <fmt/format.h>
#include <linux/bpf.h>

#include <array>
#include <cstddef>
#include <optional>
#include <set>
#include <string_view>

#include "src/btf/core_relocation.h"
#include "src/btf/parts.h"
#include "src/disasm/helper_names.h"
#include "src/object/elf_numbers.h"
#include "src/object/elf_sections.h"
#include "src/sys/error.h"

namespace skep::gen {
namespace {

std::string helper_name(std::uint32_t id) {
  const auto name = disasm::helper_name(id);
  return name ? std::string{*name} : fmt::format("{}", id);
}

// Add the numbers of the helpers that a section of code calls. A call of
// anything else has a register in its upper half byte, whichever half that is.
void add_helpers(ByteView elf, std::size_t start, std::size_t size,
                 std::set<std::uint32_t>& ids) {
  for (std::size_t at = start; at + sizeof(bpf_insn) <= start + size;
       at += sizeof(bpf_insn))
    if (elf[at] == (BPF_JMP | BPF_CALL) && elf[at + 1] == 0)
      ids.insert(load_number<std::uint32_t>(elf, at + offsetof(bpf_insn, imm)));
}

std::vector<std::string> read_helpers(ByteView elf,
                                      const ElfSections& sections) {
  std::set<std::uint32_t> ids;
  for (std::size_t i = 0; i < sections.count(); ++i) {
    const auto content = sections.content(i);
    if (content && (sections.flags(i) & SHF_EXECINSTR) != 0)
      add_helpers(elf, sections.offset(i), content->size(), ids);
  }
  std::vector<std::string> names;
  for (const std::uint32_t id : ids) names.push_back(helper_name(id));
  return names;
}

// libbpf does without a section that is malformed.
bool has_relocations(const ElfSections& sections) {
  const auto section = sections.find(".BTF.ext");
  if (!section) return false;
  try {
    return !btf::read_core_relocations(*section).empty();
  } catch (const Error&) {
    return false;
  }
}

std::vector<std::string> read_kernel_symbols(btf::BtfView types) {
  std::vector<std::string> names;
  const auto id = types.find(".ksyms", BTF_KIND_DATASEC);
  if (!id) return names;
  for (const auto& place : btf::variables_of(*types.type(*id)))
    if (const btf_type* symbol = types.type(place.type); symbol != nullptr)
      names.emplace_back(types.name(*symbol));
  return names;
}

}  // namespace

Needs read_needs(ByteView elf, const btf::BtfView* types) {
  Needs needs;
  if (const auto sections = ElfSections::read(elf)) {
    needs.helpers = read_helpers(elf, *sections);
    needs.has_relocations = has_relocations(*sections);
  }
  if (types != nullptr) needs.kernel_symbols = read_kernel_symbols(*types);
  return needs;
}

}  // namespace skep::gen
