#include "src/gen/cpp_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace skep::gen {
namespace {

// To how many bytes machines align numbers at most: those of 64 bits, of 32.
constexpr std::array<std::uint32_t, 2> alignment_limits{8, 4};

std::uint64_t round_up(std::uint64_t bits, std::uint64_t unit) {
  return (bits + unit - 1) / unit * unit;
}

// Where a compiler puts a member behind `end`: a bitfield shares the unit of
// its type with what is before it, if that is large enough.
std::uint64_t place_of(const CppMember& member, std::uint64_t end,
                       std::uint32_t limit) {
  const std::uint64_t unit =
      std::uint64_t{std::min(member.alignment, limit)} * 8;
  if (member.type_bits == 0) return round_up(end, unit);
  const std::uint64_t units =
      (end + member.bits + unit - 1) / unit - end / unit;
  return units > member.type_bits / unit ? round_up(end, unit) : end;
}

bool is_placed(const CppMember& member, std::uint64_t end) {
  return std::all_of(alignment_limits.begin(), alignment_limits.end(),
                     [&](auto limit) {
                       return place_of(member, end, limit) == member.bit_offset;
                     });
}

CppMember padding_bits(std::uint64_t offset, std::uint64_t bits) {
  return {.type = "::std::uint8_t",
          .bit_offset = offset,
          .bits = bits,
          .type_bits = 8};
}

// The members of a record, and the padding between them.
class Placement {
 public:
  Placement(NameSet& names, bool is_packed)
      : names_(names), is_packed_(is_packed) {}

  // Return false if the member can't be there in a record that is not packed.
  bool add(CppMember member) {
    if (is_packed_ || !is_placed(member, end_)) pad(member.bit_offset);
    if (!is_packed_ && !is_placed(member, end_)) return false;
    if (!is_packed_) alignment_ = std::max(alignment_, member.alignment);
    end_ = member.bit_offset + member.bits;
    members_.push_back(std::move(member));
    return true;
  }

  // The same of the end.
  bool finish(std::uint64_t bits) {
    if (!ends_at(bits)) pad(bits);
    return ends_at(bits);
  }

  [[nodiscard]] std::uint32_t alignment() const { return alignment_; }
  [[nodiscard]] std::vector<CppMember> take() { return std::move(members_); }

 private:
  [[nodiscard]] bool ends_at(std::uint64_t bits) const {
    return std::all_of(alignment_limits.begin(), alignment_limits.end(),
                       [&](auto limit) {
                         const std::uint64_t unit =
                             std::uint64_t{std::min(alignment_, limit)} * 8;
                         return round_up(end_, unit) == bits;
                       });
  }

  // Fill up to `end`: bits, bytes, bits.
  void pad(std::uint64_t end) {
    if (end_ >= end) return;
    const std::uint64_t bytes_start = std::min(round_up(end_, 8), end);
    if (bytes_start > end_)
      members_.push_back(padding_bits(end_, bytes_start - end_));
    const std::uint64_t bytes = (end - bytes_start) / 8;
    if (bytes > 0)
      members_.push_back({.name = names_.add("padding"),
                          .type = "::std::byte",
                          .dimensions = fmt::format("[{}]", bytes),
                          .bit_offset = bytes_start,
                          .bits = bytes * 8});
    const std::uint64_t rest = bytes_start + bytes * 8;
    if (end > rest) members_.push_back(padding_bits(rest, end - rest));
    end_ = end;
  }

  NameSet& names_;
  bool is_packed_;
  std::uint64_t end_ = 0;
  std::uint32_t alignment_ = 1;
  std::vector<CppMember> members_{};
};

bool arrange_struct(CppRecord& record, NameSet& names, bool is_packed) {
  Placement placement{names, is_packed};
  for (const CppMember& member : record.members)
    if (!placement.add(member)) return false;
  if (!placement.finish(record.size * 8)) return false;
  record.members = placement.take();
  record.alignment = placement.alignment();
  record.is_packed = is_packed;
  return true;
}

std::uint64_t natural_size(const CppRecord& record, std::uint32_t limit) {
  std::uint64_t bits = 0;
  std::uint32_t alignment = 1;
  for (const CppMember& member : record.members) {
    bits = std::max(bits, member.bits);
    alignment = std::max(alignment, std::min(member.alignment, limit));
  }
  return round_up(bits, std::uint64_t{alignment} * 8) / 8;
}

bool has_natural_size(const CppRecord& record) {
  return std::all_of(
      alignment_limits.begin(), alignment_limits.end(),
      [&](auto limit) { return natural_size(record, limit) == record.size; });
}

// A union is as large as its largest member, which may be one of bytes.
void arrange_union(CppRecord& record, NameSet& names) {
  if (!has_natural_size(record))
    record.members.push_back({.name = names.add("padding"),
                              .type = "::std::byte",
                              .dimensions = fmt::format("[{}]", record.size),
                              .bits = record.size * 8});
  record.is_packed = !has_natural_size(record);
  if (record.is_packed) return;
  for (const CppMember& member : record.members)
    record.alignment = std::max(record.alignment, member.alignment);
}

// In C++, a record of no members has a size.
void make_empty(CppRecord& record, NameSet& names) {
  record.members.push_back({.name = names.add("nothing"),
                            .type = "::std::byte",
                            .dimensions = "[0]"});
}

std::string declaration(const CppMember& member, int indent) {
  if (member.name.empty() && member.record)
    return definition_of(*member.record, "", indent) + ";";
  if (member.type_bits != 0)
    return fmt::format("{} {}: {};", member.type,
                       member.name.empty() ? "" : member.name + " ",
                       member.bits);
  return fmt::format("{} {}{};", member.type, member.name, member.dimensions);
}

void add_assertions(std::string& out, const CppRecord& record,
                    const std::string& name, std::uint64_t start) {
  for (const CppMember& member : record.members) {
    const std::uint64_t offset = start + member.bit_offset / 8;
    if (member.name.empty() && member.record)
      add_assertions(out, *member.record, name, offset);
    else if (member.type_bits == 0)
      out += fmt::format(
          "static_assert(offsetof({0}, {1}) == {2}, \"{0}: {1}\");\n", name,
          member.name, offset);
  }
}

}  // namespace

void arrange(CppRecord& record, NameSet& names) {
  if (record.members.empty() && record.size == 0) make_empty(record, names);
  if (record.is_union) {
    arrange_union(record, names);
    return;
  }
  // Names that the first try has used are free again for the second.
  NameSet before = names;
  if (arrange_struct(record, names, false)) return;
  names = std::move(before);
  arrange_struct(record, names, true);
}

std::string definition_of(const CppRecord& record, const std::string& name,
                          int indent) {
  const std::string margin(static_cast<std::size_t>(indent), '\t');
  std::string out = record.is_union ? "union" : "struct";
  if (record.is_packed) out += " __attribute__((packed))";
  out += name.empty() ? " {\n" : fmt::format(" {} {{\n", name);
  for (const CppMember& member : record.members) {
    out += fmt::format("{}\t{}", margin, declaration(member, indent + 1));
    if (!member.note.empty()) out += fmt::format("  // {}", member.note);
    out += '\n';
  }
  return out + margin + "}";
}

std::string assertions_of(const CppRecord& record, const std::string& name) {
  const std::string type =
      fmt::format("{} {}", record.is_union ? "union" : "struct", name);
  std::string out = fmt::format("static_assert(sizeof({0}) == {1}, \"{0}\");\n",
                                type, record.size);
  add_assertions(out, record, type, 0);
  return out;
}

}  // namespace skep::gen
