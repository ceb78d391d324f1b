#include "src/gen/cpp_members.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "src/btf/parts.h"
#include "src/sys/log.h"

namespace skep::gen {
namespace {

std::string text_of_dimensions(const std::vector<std::uint32_t>& counts) {
  std::string text;
  for (const std::uint32_t count : counts) text += fmt::format("[{}]", count);
  return text;
}

CppMember member_of(const CppUse& use, std::string name,
                    std::uint64_t bit_offset) {
  return {.name = std::move(name),
          .type = use.type,
          .dimensions = text_of_dimensions(use.dimensions),
          .bit_offset = bit_offset,
          .bits = use.size * 8,
          .alignment = use.alignment};
}

CppMember bytes_member(std::string name, std::uint64_t bit_offset,
                       std::uint64_t bits) {
  return {.name = std::move(name),
          .type = "::std::byte",
          .dimensions = fmt::format("[{}]", bits / 8),
          .bit_offset = bit_offset,
          .bits = bits / 8 * 8,
          .note = "of a type that C++ can't say"};
}

// Collects members in order of offset; what does not fit is left out.
class Members {
 public:
  Members(CppRecord& record, std::string name)
      : record_(record), name_(std::move(name)) {}

  void add(CppMember member) {
    const bool is_aligned = member.type_bits != 0 || member.bit_offset % 8 == 0;
    const bool is_in_place =
        record_.is_union ? member.bit_offset == 0 : member.bit_offset >= end_;
    if (!is_aligned || !is_in_place ||
        member.bit_offset + member.bits > record_.size * 8) {
      log::warn("{}: member {} is left out: it is where no member can be",
                name_, member.name);
      return;
    }
    end_ = member.bit_offset + member.bits;
    record_.members.push_back(std::move(member));
  }

  void add_bytes(std::string name, std::uint64_t bit_offset,
                 std::uint64_t bits) {
    log::warn("{}: {} becomes bytes: C++ can't say its type", name_, name);
    add(bytes_member(std::move(name), bit_offset, bits));
  }

 private:
  CppRecord& record_;
  std::string name_;  // of the record
  std::uint64_t end_ = 0;
};

// Arrange those within a record before the record.
void arrange_all(CppRecord& record, NameSet& names) {
  for (CppMember& member : record.members) {
    if (!member.record) continue;
    arrange_all(*member.record, names);
    member.alignment = member.record->alignment;
  }
  arrange(record, names);
}

// A member as BTF has it.
struct Source {
  std::uint32_t name_off;
  btf::TypeId type;
  std::uint64_t bit_offset;
  std::uint32_t bitfield_size;  // 0: it is no bitfield
};

class RecordReader {
 public:
  RecordReader(btf::BtfView types, const UseType& use)
      : types_(types), use_(use) {}

  CppRecord read(const btf_type& type, const std::string& name) {
    CppRecord record{
        .is_union = btf_is_union(&type), .size = type.size, .members = {}};
    Members members{record, name};
    const std::vector<Source> sources = sources_of(type);
    for (std::size_t i = 0; i < sources.size(); ++i) {
      const std::uint64_t next = i + 1 < sources.size() && !record.is_union
                                     ? sources[i + 1].bit_offset
                                     : std::uint64_t{type.size} * 8;
      add(members, sources[i], next, name);
    }
    return record;
  }

  NameSet& names() { return names_; }

 private:
  // Compilers of other languages may not keep members in order.
  [[nodiscard]] std::vector<Source> sources_of(const btf_type& type) const {
    std::vector<Source> sources;
    for (std::uint32_t i = 0; i < btf_vlen(&type); ++i)
      sources.push_back(source_of(btf::member_of(type, i)));
    std::stable_sort(sources.begin(), sources.end(),
                     [](const Source& a, const Source& b) {
                       return a.bit_offset < b.bit_offset;
                     });
    return sources;
  }

  // Compilers have once made bitfields by integers of fewer bits.
  [[nodiscard]] Source source_of(const btf::Member& member) const {
    Source source{member.name_off, member.type, member.bit_offset,
                  member.bitfield_size};
    const btf_type* type = types_.resolve(member.type);
    if (source.bitfield_size != 0 || !btf_is_int(type)) return source;
    if (btf_int_bits(type) == type->size * 8) return source;
    source.bitfield_size = btf_int_bits(type);
    source.bit_offset += btf_int_offset(type);
    return source;
  }

  void add(Members& members, const Source& source, std::uint64_t next,
           const std::string& parent) {
    const btf_type& type = *types_.resolve(source.type);
    if (source.bitfield_size != 0) {
      add_bitfield(members, source, type);
    } else if (source.name_off == 0 && btf_is_composite(&type)) {
      add_unnamed(members, source, type, parent);
    } else {
      const std::string name = identifier_of(source);
      const auto use = use_(source.type, fmt::format("{}_{}", parent, name));
      if (use)
        members.add(member_of(*use, name, source.bit_offset));
      else
        members.add_bytes(
            name, source.bit_offset,
            std::max(next, source.bit_offset) - source.bit_offset);
    }
  }

  // Its members are the parent's: the type's own name, which C allows as an
  // extension, plays no role.
  void add_unnamed(Members& members, const Source& source, const btf_type& type,
                   const std::string& parent) {
    auto record = std::make_shared<CppRecord>(read(type, parent));
    members.add({.bit_offset = source.bit_offset,
                 .bits = record->size * 8,
                 .record = std::move(record)});
  }

  // One without a name is padding; so is one of more bits than its type.
  void add_bitfield(Members& members, const Source& source,
                    const btf_type& type) {
    if (source.name_off == 0) return;
    const bool is_number = btf_is_int(&type) || btf_is_any_enum(&type);
    const std::uint32_t size = is_number ? std::min(type.size, 8U) : 0;
    const bool is_power = size != 0 && (size & (size - 1)) == 0;
    const std::string name = identifier_of(source);
    if (!is_power || source.bitfield_size > size * 8) {
      log::warn("bitfield {} is left out: it is no integer", name);
      return;
    }
    members.add({.name = name,
                 .type = bitfield_type(type, size, source.bitfield_size),
                 .bit_offset = source.bit_offset,
                 .bits = source.bitfield_size,
                 .alignment = size,
                 .type_bits = size * 8});
  }

  [[nodiscard]] static std::string bitfield_type(const btf_type& type,
                                                 std::uint32_t size,
                                                 std::uint32_t bits) {
    const int encoding = btf_is_int(&type) ? btf_int_encoding(&type) : 0;
    if ((encoding & BTF_INT_BOOL) != 0 && size == 1 && bits == 1) return "bool";
    const bool is_signed =
        btf_is_int(&type) ? (encoding & BTF_INT_SIGNED) != 0 : btf_kflag(&type);
    return fmt::format("::std::{}int{}_t", is_signed ? "" : "u", size * 8);
  }

  std::string identifier_of(const Source& source) {
    const std::string name = cpp_identifier(types_.name(source.name_off));
    return names_.add(name);
  }

  btf::BtfView types_;
  const UseType& use_;
  NameSet names_{};  // of the record and of those within
};

// A struct of all that is known to be somewhere.
CppRecord record_of_size(std::uint64_t size) {
  return {.size = size, .members = {}};
}

}  // namespace

CppRecord read_record(btf::BtfView types, btf::TypeId id,
                      const std::string& name, const UseType& use) {
  RecordReader reader{types, use};
  CppRecord record = reader.read(*types.type(id), name);
  arrange_all(record, reader.names());
  return record;
}

CppRecord read_record(const DataSection& section, const UseType& use) {
  constexpr std::uint64_t unit = 8;
  std::uint64_t end = 0;
  for (const Variable& variable : section.variables)
    end = std::max(end, std::uint64_t{variable.offset} + variable.size);
  CppRecord record = record_of_size((end + unit - 1) / unit * unit);
  Members members{record, section.name};
  NameSet names;
  for (const Variable& variable : section.variables) {
    const std::string name = names.add(cpp_identifier(variable.name));
    const std::uint64_t offset = std::uint64_t{variable.offset} * 8;
    const auto type = variable.type != btf::void_id
                          ? use(variable.type, variable.identifier)
                          : std::nullopt;
    if (type && type->size == variable.size)
      members.add(member_of(*type, name, offset));
    else
      members.add_bytes(name, offset, std::uint64_t{variable.size} * 8);
  }
  arrange_all(record, names);
  return record;
}

CppRecord read_record(const StructOps& ops, const std::string& slot,
                      const UseType& use) {
  CppRecord record = record_of_size(ops.size);
  Members members{record, ops.type_name};
  NameSet names;
  for (const ShadowMember& member : ops.members) {
    const std::string name = names.add(cpp_identifier(member.name));
    const std::uint64_t offset = std::uint64_t{member.offset} * 8;
    const bool is_program = member.kind == ShadowMember::Kind::program;
    const auto type = is_program ? std::nullopt : use(member.type, name);
    if (is_program)
      members.add({.name = name,
                   .type = slot,
                   .bit_offset = offset,
                   .bits = 64,
                   .alignment = 8});
    else if (type && type->size == member.size)
      members.add(member_of(*type, name, offset));
    else
      members.add(bytes_member(name, offset, std::uint64_t{member.size} * 8));
  }
  arrange_all(record, names);
  return record;
}

}  // namespace skep::gen
