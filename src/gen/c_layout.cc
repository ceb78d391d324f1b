#include "src/gen/c_layout.h"

#include <fmt/format.h>
#include <sys/types.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "src/gen/names.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::gen {
namespace {

// On 32-bit machines compilers may align numbers of eight bytes to four.
constexpr std::uint32_t common_alignment = 4;

// Types that user space has under the same name with another size: their bytes
// have to be those of the kernel.
bool differs_in_user_space(std::string_view type_name) {
  return type_name == "dev_t" || type_name == "nlink_t";
}

// Is this line the definition of a name that C's headers define as well, though
// not always in the same words?
bool defines_known_name(std::string_view line) {
  static constexpr auto names = std::to_array<std::string_view>(
      {"bool", "dev_t", "int64_t", "nlink_t", "timer_t", "u_int64_t",
       "uint64_t", "wchar_t"});
  if (!line.starts_with("typedef ") || !line.ends_with(';')) return false;
  line.remove_suffix(1);
  return std::any_of(names.begin(), names.end(), [line](auto name) {
    return line.ends_with(fmt::format(" {}", name));
  });
}

std::string without_known_names(std::string_view definitions) {
  std::string kept;
  for (const std::string& line : split(definitions, '\n')) {
    const bool is_extra_gap =
        line.empty() && (kept.empty() || kept.ends_with("\n\n"));
    if (!is_extra_gap && !defines_known_name(line)) kept += line + '\n';
  }
  return kept;
}

// The members of a struct, each at the offset where it has to be.
class StructBody {
 public:
  explicit StructBody(int indent)
      : indent_(static_cast<std::size_t>(indent), '\t') {}

  // Does a gap before a member at `offset` have to be filled, since compilers
  // don't make it by themselves?
  [[nodiscard]] bool has_gap(std::uint32_t offset,
                             std::uint32_t alignment) const {
    if (offset < end_)
      throw failure("the object's BTF is malformed: members overlap at {}",
                    offset);
    const std::uint64_t next = std::uint64_t{end_} + alignment - 1;
    return next / alignment * alignment != offset;
  }

  void fill(std::uint32_t offset, const std::string& name) {
    add(fmt::format("char {}[{}]", name, offset - end_), offset);
  }

  void add(std::string_view declaration, std::uint32_t end) {
    text_ += fmt::format("{}{};\n", indent_, declaration);
    end_ = end;
  }

  [[nodiscard]] std::uint32_t end() const { return end_; }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string indent_;
  std::string text_;
  std::uint32_t end_ = 0;
};

}  // namespace

CLayout::CLayout(const ObjectModel& model, const Spelling& spelling)
    : model_(model), spelling_(spelling) {
  if (!model.types) return;
  types_.emplace(*model.types);
  shapes_.emplace(*model.types);
}

std::string CLayout::section(const DataSection& section) {
  // Some variables of .kconfig are const to everybody.
  const Qualifiers qualifiers =
      section.name == ".kconfig" ? Qualifiers::keep : Qualifiers::strip;
  StructBody body{2};
  NameSet names;
  for (const Variable& variable : section.variables)
    (void)names.add(variable.identifier);
  int pads = 0;
  for (const Variable& variable : section.variables) {
    const std::uint32_t alignment =
        std::min(alignment_of(variable.type), common_alignment);
    if (body.has_gap(variable.offset, alignment))
      body.fill(variable.offset, names.add(fmt::format("__pad{}", pads++)));
    body.add(declare(variable, qualifiers), variable.offset + variable.size);
  }
  return fmt::format("\tstruct {}__{} {{\n{}\t}} *{};\n", model_.name,
                     section.identifier, body.text(),
                     spelling_.word(section.identifier));
}

std::string CLayout::shadow(const MapModel& map) {
  const StructOps& ops = *map.struct_ops;
  StructBody body{3};
  for (const ShadowMember& member : ops.members) {
    if (body.has_gap(member.offset, alignment_of(member.type)))
      body.fill(member.offset, fmt::format("__padding_{}", member.index));
    body.add(declare(member), member.offset + member.size);
  }
  if (body.has_gap(ops.size, 1)) body.fill(ops.size, "__padding_end");
  return fmt::format("\t\tstruct {}__{}__{} {{\n{}\t\t}} *{};\n", model_.name,
                     map.identifier, ops.type_name, body.text(),
                     spelling_.word(map.identifier));
}

std::string CLayout::named_types() {
  std::vector<btf::TypeId> ids;
  for (const MapModel& map : model_.maps)
    if (map.data)
      for (const Variable& variable : map.data->variables)
        ids.push_back(variable.type);
  if (!types_) return {};
  return spelling_.declaration(without_known_names(types_->define(ids)));
}

std::string CLayout::declare(const Variable& variable, Qualifiers qualifiers) {
  if (variable.type == btf::void_id)
    return fmt::format("char {}[{}]", spelling_.word(variable.identifier),
                       variable.size);
  return spelling_.declaration(types_->declare(
      portable_type(variable.type), variable.identifier, 2, qualifiers));
}

btf::TypeId CLayout::portable_type(btf::TypeId id) const {
  const btf_type* type = model_.types->type(model_.types->skip_modifiers(id));
  if (!btf_is_typedef(type)) return id;
  const bool differs = differs_in_user_space(model_.types->name(*type)) &&
                       model_.types->resolve_size(id) != sizeof(dev_t);
  return differs ? model_.types->skip_modifiers_and_typedefs(id) : id;
}

std::string CLayout::declare(const ShadowMember& member) {
  switch (member.kind) {
    case ShadowMember::Kind::scalar:
      return spelling_.declaration(
          types_->declare(member.type, member.name, 3, Qualifiers::strip));
    case ShadowMember::Kind::program:
      return "struct bpf_program *" + spelling_.word(member.name);
    case ShadowMember::Kind::opaque:
      break;
  }
  return fmt::format("char __unsupported_{}[{}]", member.index, member.size);
}

std::uint32_t CLayout::alignment_of(btf::TypeId type) {
  return shapes_ ? shapes_->alignment_of(type).value_or(1) : 1;
}

}  // namespace skep::gen
