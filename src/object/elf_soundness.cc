#include "src/object/elf_soundness.h"

#include <gelf.h>
#include <libelf.h>
#include <linux/bpf.h>

#include <algorithm>
#include <memory>
#include <string>

#include "src/btf/btf.h"
#include "src/btf/parts.h"
#include "src/btf/soundness.h"
#include "src/sys/error.h"
#include "src/sys/log.h"

namespace skep {
namespace {

using ElfFile = std::unique_ptr<Elf, int (*)(Elf*)>;

// libelf takes memory that it may write to, and does not write when it reads.
ElfFile open_elf(ByteView bytes) {
  elf_version(EV_CURRENT);
  auto* start = const_cast<Byte*>(bytes.data());
  return {elf_memory(reinterpret_cast<char*>(start), bytes.size()), elf_end};
}

// Return the bytes of a section; none if it can't be read.
ByteView content_of(Elf_Scn* section) {
  const Elf_Data* data = elf_rawdata(section, nullptr);
  if (data == nullptr || data->d_buf == nullptr) return {};
  return {static_cast<const Byte*>(data->d_buf), data->d_size};
}

// Does a function end with the first half of an instruction?
bool is_cut(ByteView section, const GElf_Sym& function) {
  const std::uint64_t start = function.st_value;
  const std::uint64_t size = function.st_size;
  if (start > section.size() || size > section.size() - start ||
      size < sizeof(bpf_insn))
    return false;
  const ByteView last =
      section.subspan(start + size - sizeof(bpf_insn), sizeof(bpf_insn));
  return load_as<bpf_insn>(last).code == (BPF_LD | BPF_IMM | BPF_DW);
}

// libbpf adds up where a variable is and how large, in 32 bits.
constexpr std::uint64_t end_of_variables = std::uint64_t{1} << 31U;

// Return what is wrong with a symbol; empty: nothing.
std::string_view fault_of(Elf* elf, const GElf_Sym& symbol) {
  const auto type = GELF_ST_TYPE(symbol.st_info);
  if (type == STT_OBJECT && symbol.st_value >= end_of_variables)
    return "a variable lies beyond 2 GiB";
  if (type != STT_FUNC) return {};
  Elf_Scn* section = elf_getscn(elf, symbol.st_shndx);
  if (section != nullptr && is_cut(content_of(section), symbol))
    return "a function ends within an instruction";
  return {};
}

std::string_view fault_of_symbols(Elf* elf, Elf_Scn* table) {
  Elf_Data* symbols = elf_getdata(table, nullptr);
  GElf_Sym symbol{};
  for (int i = 0; gelf_getsym(symbols, i, &symbol) != nullptr; ++i)
    if (const auto fault = fault_of(elf, symbol); !fault.empty()) return fault;
  return {};
}

// Return the number that a member of a map's definition stands for: libbpf
// takes it from the length of an array that the member points to.
std::uint32_t number_behind(btf::BtfView types, btf::TypeId member) {
  const btf_type* pointer = types.resolve(member);
  if (pointer == nullptr || !btf_is_ptr(pointer)) return 0;
  const btf_type* array = types.type(pointer->type);
  return array != nullptr && btf_is_array(array) ? btf::array_of(*array).nelems
                                                 : 0;
}

bool is_struct_ops(btf::BtfView types, const btf_type& map) {
  for (std::uint32_t i = 0; i < btf_vlen(&map); ++i) {
    const btf::Member member = btf::member_of(map, i);
    if (types.name(member.name_off) == "type" &&
        number_behind(types, member.type) == BPF_MAP_TYPE_STRUCT_OPS)
      return true;
  }
  return false;
}

// Does `is_it(struct)` hold for a variable's struct or union?
template <typename F>
bool any_composite(btf::BtfView types, const btf_type& section, F&& is_it) {
  for (const auto& place : btf::variables_of(section)) {
    const btf_type* variable = types.type(place.type);
    if (variable == nullptr || !btf_is_var(variable)) continue;
    const btf_type* type = types.resolve(variable->type);
    if (type != nullptr && btf_is_composite(type) && is_it(*type)) return true;
  }
  return false;
}

// Does a member end behind the struct? libbpf writes the programs of struct_ops
// to where members are.
bool has_member_outside(btf::BtfView types, const btf_type& type) {
  for (std::uint32_t i = 0; i < btf_vlen(&type); ++i) {
    const btf::Member member = btf::member_of(type, i);
    const std::uint64_t end = std::uint64_t{member.bit_offset} / 8 +
                              types.resolve_size(member.type).value_or(0);
    if (member.bitfield_size == 0 && end > type.size) return true;
  }
  return false;
}

bool has_huge_variable(btf::BtfView types, const btf_type& section) {
  const auto variables = btf::variables_of(section);
  return std::any_of(
      variables.begin(), variables.end(), [&](const auto& place) {
        return place.offset >= end_of_variables ||
               types.resolve_size(place.type).value_or(0) >= end_of_variables;
      });
}

std::string fault_of_btf(btf::BtfView types) {
  if (const auto fault = btf::find_fault(types); !fault.empty())
    return fmt::format("its BTF is malformed: {}", fault);
  for (btf::TypeId id = 1; id < types.type_count(); ++id) {
    const btf_type& type = *types.type(id);
    if (!btf_is_datasec(&type)) continue;
    if (has_huge_variable(types, type))
      return "its BTF is malformed: a variable ends beyond 2 GiB";
    const std::string_view section = types.name(type);
    if (section == ".maps" &&
        any_composite(types, type, [&](const btf_type& map) {
          return is_struct_ops(types, map);
        }))
      return "a map in section .maps is of type struct_ops: those are "
             "variables in section .struct_ops";
    if (section.find(".struct_ops") != section.npos &&
        any_composite(types, type, [&](const btf_type& value) {
          return has_member_outside(types, value);
        }))
      return "its BTF is malformed: a member lies outside of its struct";
  }
  return {};
}

std::string fault_of_raw_btf(ByteView raw) {
  // libbpf says what it does not like when it opens the object.
  HeldDiagnostics diagnostics;
  try {
    return fault_of_btf(btf::Btf::from_bytes(raw));
  } catch (const Error&) {
    static_cast<void>(diagnostics.take());
    return {};
  }
}

// Return what is wrong with a section; empty: nothing.
std::string fault_of(Elf* elf, Elf_Scn* section) {
  GElf_Shdr header{};
  if (gelf_getshdr(section, &header) == nullptr) return {};
  if (header.sh_type == SHT_SYMTAB)
    return std::string{fault_of_symbols(elf, section)};
  std::size_t names = 0;
  if (elf_getshdrstrndx(elf, &names) != 0) return {};
  const char* name = elf_strptr(elf, names, header.sh_name);
  if (name == nullptr || std::string_view{name} != ".BTF") return {};
  return fault_of_raw_btf(content_of(section));
}

}  // namespace

void check_is_sound(ByteView elf, std::string_view path) {
  const ElfFile file = open_elf(elf);
  if (!file) return;
  for (Elf_Scn* section = elf_nextscn(file.get(), nullptr); section != nullptr;
       section = elf_nextscn(file.get(), section))
    if (const auto fault = fault_of(file.get(), section); !fault.empty())
      throw failure("can't open BPF object {}: {}", path, fault);
}

}  // namespace skep
