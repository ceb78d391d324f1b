#include "src/gen/c_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "src/gen/named_values.h"
#include "src/gen/names.h"
#include "src/gen/user_types.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::gen {
namespace {

// On 32-bit machines compilers may align numbers of eight bytes to four.
constexpr std::uint32_t common_alignment = 4;

// A struct without members takes no byte in C, but one in C++: unless it has an
// array of none.
std::string with_members(std::string declaration) {
  static constexpr std::string_view nothing = "{}";
  static constexpr std::string_view member = "{ char __none[0]; }";
  for (auto at = declaration.find(nothing); at != declaration.npos;
       at = declaration.find(nothing, at + member.size()))
    declaration.replace(at, nothing.size(), member);
  return declaration;
}

// Is this line the definition of a name that the included headers have, perhaps
// as another type of the same size?
bool defines_number(std::string_view line) {
  if (!line.starts_with("typedef ") || !line.ends_with(';')) return false;
  line.remove_suffix(1);
  return is_number_name(line.substr(line.rfind(' ') + 1));
}

std::string without_numbers(std::string_view definitions) {
  std::string kept;
  for (const std::string& line : split(definitions, '\n')) {
    const bool is_extra_gap =
        line.empty() && (kept.empty() || kept.ends_with("\n\n"));
    if (!is_extra_gap && !defines_number(line)) kept += line + '\n';
  }
  return kept;
}

// Does the name of a value stand amid its type, as in int name[2]?
bool has_inner_name(btf::BtfView types, btf::TypeId id) {
  const btf_type* type = types.type(types.skip_modifiers(id));
  if (!btf_is_ptr(type)) return btf_is_array(type);
  return btf_is_func_proto(types.type(types.skip_modifiers(type->type)));
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

CLayout::CLayout(const ObjectModel& model, const Spelling& spelling,
                 Types types)
    : model_(model), spelling_(spelling) {
  if (!model.types) return;
  plain_ = with_plain_numbers(*model.types);
  if (types == Types::inside) rename_known_types(*plain_, model.name + "__");
  types_.emplace(*plain_);
  shapes_.emplace(*plain_);
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

std::string CLayout::pointers(const DataSection& section) {
  std::string members;
  for (const Variable& variable : section.variables)
    members += fmt::format("\t\t{};\n", declare_pointer(variable));
  return fmt::format("\tstruct {}__{} {{\n{}\t}} {};\n", model_.name,
                     section.identifier, members,
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

std::string CLayout::definitions() {
  if (!types_) return {};
  return spelling_.declaration(
      with_members(without_numbers(types_->define(types_of_variables()))));
}

std::vector<CLayout::NamedType> CLayout::named_types() {
  std::vector<NamedType> named;
  if (!plain_) return named;
  for (const btf::TypeId id : named_values(*plain_, types_of_variables())) {
    std::string text = types_->declare(id, "", 0, Qualifiers::strip);
    text.resize(text.find_last_not_of(' ') + 1);
    named.push_back(
        {spelling_.declaration(text), plain_->resolve_size(id).value_or(0)});
  }
  return named;
}

std::vector<btf::TypeId> CLayout::types_of_variables() const {
  std::vector<btf::TypeId> ids;
  for (const MapModel& map : model_.maps)
    if (map.data)
      for (const Variable& variable : map.data->variables)
        ids.push_back(plain_type(*plain_, variable.type));
  return ids;
}

std::string CLayout::declare(const Variable& variable, Qualifiers qualifiers) {
  if (variable.type == btf::void_id)
    return fmt::format("char {}[{}]", spelling_.word(variable.identifier),
                       variable.size);
  return declare(plain_type(*plain_, variable.type), variable.identifier, 2,
                 qualifiers);
}

std::string CLayout::declare(btf::TypeId type, const std::string& name,
                             int indent, Qualifiers qualifiers) {
  return spelling_.declaration(
      with_members(types_->declare(type, name, indent, qualifiers)));
}

// The star of a pointer to an array, or to a pointer to a function, would stand
// in parentheses: __typeof__ reads better, and so does bpftool's header.
std::string CLayout::declare_pointer(const Variable& variable) {
  const std::string name = "*" + variable.identifier;
  if (variable.type == btf::void_id)
    return fmt::format("__typeof__(char[{}]) {}", variable.size,
                       spelling_.declaration(name));
  const btf::TypeId type = plain_type(*plain_, variable.type);
  if (!has_inner_name(*plain_, type))
    return declare(type, name, 2, Qualifiers::strip);
  return fmt::format("__typeof__({}) {}",
                     declare(type, "", 2, Qualifiers::strip),
                     spelling_.declaration(name));
}

std::string CLayout::declare(const ShadowMember& member) {
  switch (member.kind) {
    case ShadowMember::Kind::scalar:
      return declare(member.type, member.name, 3, Qualifiers::strip);
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
