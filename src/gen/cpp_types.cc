#include "src/gen/cpp_types.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

#include "src/btf/bits.h"

namespace skep::gen {
namespace {

constexpr std::uint32_t highest_alignment = 8;

bool is_power_up_to_8(std::uint32_t size) {
  return size == 1 || size == 2 || size == 4 || size == 8;
}

CppUse number(std::string type, std::uint32_t size) {
  return {.type = std::move(type),
          .size = size,
          .alignment = std::min(size, highest_alignment)};
}

std::string integer_type(std::uint32_t size, bool is_signed) {
  return fmt::format("::std::{}int{}_t", is_signed ? "" : "u", size * 8);
}

std::optional<CppUse> use_float(const btf_type& type) {
  if (type.size == 4) return number("float", 4);
  if (type.size == 8) return number("double", 8);
  return std::nullopt;
}

// As many bits of a value as the enum has.
std::string enumerator_value(std::uint64_t value, std::uint32_t size,
                             bool is_signed) {
  const std::uint32_t bits = size * 8;
  if (bits < 64) value &= (std::uint64_t{1} << bits) - 1;
  if (!is_signed)
    return fmt::format("{}{}", value, value > 0x7fff'ffff ? "u" : "");
  const std::int64_t number = btf::sign_extend(value, bits);
  // The lowest number has no literal.
  if (number == std::numeric_limits<std::int64_t>::min())
    return fmt::format("{} - 1", number + 1);
  return std::to_string(number);
}

std::string keyword_of(const btf_type& type) {
  if (btf_is_any_enum(&type)) return "enum";
  const bool is_union =
      btf_is_union(&type) || (btf_is_fwd(&type) && btf_kflag(&type));
  return is_union ? "union" : "struct";
}

std::string definition(const CppRecord& record, const std::string& name) {
  return fmt::format("{};\n{}", definition_of(record, name),
                     assertions_of(record, name));
}

}  // namespace

std::optional<std::string> CppTypes::value(btf::TypeId id, std::uint32_t size,
                                           const std::string& name) {
  const auto used = use(id, name, Place::outside);
  if (!used || used->size != size || size == 0) return std::nullopt;
  std::string type = used->type;
  for (auto count = used->dimensions.rbegin(); count != used->dimensions.rend();
       ++count)
    type = fmt::format("::std::array<{}, {}>", type, *count);
  return type;
}

std::string CppTypes::section(const DataSection& section,
                              const std::string& name) {
  return definition(read_record(section, use_from(Place::outside)), name);
}

std::string CppTypes::shadow(const StructOps& ops, const std::string& name) {
  return definition(
      read_record(ops, support_ + "::program_slot", use_from(Place::outside)),
      name);
}

void CppTypes::define_target(btf::TypeId id) {
  const btf_type* type = types_.resolve(id);
  while (type != nullptr && btf_is_array(type))
    type = types_.resolve(btf::array_of(*type).type);
  if (type == nullptr || !btf_is_ptr(type)) return;
  std::string name;
  const btf::TypeId target = complete(resolve(type->type, name));
  if (btf_is_composite(types_.type(target)) &&
      (!name.empty() || types_.type(target)->name_off != 0))
    (void)use_record(target, name, Place::inside);
}

std::string CppTypes::definitions() const {
  std::string text;
  for (const std::string& type : declared_) text += type + ";\n";
  return text + definitions_;
}

UseType CppTypes::use_from(Place place) {
  return [this, place](btf::TypeId id, const std::string& name) {
    return use(id, name, place);
  };
}

std::optional<CppUse> CppTypes::use(btf::TypeId id, const std::string& name,
                                    Place place) {
  std::string wanted = name;
  id = resolve(id, wanted);
  const btf_type& type = *types_.type(id);
  if (btf_is_int(&type)) return use_integer(type);
  if (btf_is_float(&type)) return use_float(type);
  if (btf_is_ptr(&type)) return use_pointer(type.type, place);
  if (btf_is_array(&type)) return use_array(type, wanted, place);
  if (btf_is_composite(&type)) return use_record(id, wanted, place);
  if (btf_is_any_enum(&type) && is_power_up_to_8(type.size))
    return use_enum(id, wanted, place);
  return std::nullopt;
}

std::optional<CppUse> CppTypes::use_integer(const btf_type& type) const {
  const int encoding = btf_int_encoding(&type);
  const bool is_signed = (encoding & BTF_INT_SIGNED) != 0;
  if (type.size == 16)
    return number(support_ + (is_signed ? "::int128" : "::uint128"), 16);
  if (!is_power_up_to_8(type.size)) return std::nullopt;
  const bool is_char =
      (encoding & BTF_INT_CHAR) != 0 || types_.name(type) == "char";
  if (type.size == 1 && (encoding & BTF_INT_BOOL) != 0)
    return number(support_ + "::bool8", 1);
  if (type.size == 1 && is_char) return number("char", 1);
  return number(integer_type(type.size, is_signed), type.size);
}

// There may be none of its elements, but not more bytes than BTF can count.
std::optional<CppUse> CppTypes::use_array(const btf_type& type,
                                          const std::string& name,
                                          Place place) {
  const btf::Array& array = btf::array_of(type);
  auto element = use(array.type, name, place);
  if (!element) return std::nullopt;
  element->dimensions.insert(element->dimensions.begin(), array.nelems);
  element->size *= array.nelems;
  if (element->size > std::numeric_limits<std::uint32_t>::max())
    return std::nullopt;
  return element;
}

CppUse CppTypes::use_enum(btf::TypeId id, const std::string& name,
                          Place place) {
  const btf_type& type = *types_.type(id);
  const std::string tag = tag_of(id, name);
  if (alignments_.emplace(id, type.size).second)
    definitions_ += enum_definition(type, tag);
  return number(spelled(id, name, place), type.size);
}

CppUse CppTypes::use_record(btf::TypeId id, const std::string& name,
                            Place place) {
  const btf_type& type = *types_.type(id);
  const std::string spelling = spelled(id, name, place);
  if (!alignments_.contains(id)) {
    const std::string tag = tag_of(id, name);
    const CppRecord record =
        read_record(types_, id, tag, use_from(Place::inside));
    alignments_[id] = record.alignment;
    definitions_ += "\n" + definition(record, tag);
  }
  return {.type = spelling, .size = type.size, .alignment = alignments_.at(id)};
}

CppUse CppTypes::use_pointer(btf::TypeId target, Place place) {
  const std::uint32_t size = types_.pointer_size();
  if (size != 8) return number(integer_type(size, false), size);
  return number(
      fmt::format("{}::pointer<{}>", support_, target_of(target, place)), size);
}

std::string CppTypes::target_of(btf::TypeId id, Place place) {
  std::string name;
  id = complete(resolve(id, name));
  const btf_type& type = *types_.type(id);
  const bool has_name = type.name_off != 0 || !name.empty();
  if (btf_is_int(&type) || btf_is_float(&type)) {
    const auto used = use(id, name, place);
    return used ? used->type : "void";
  }
  if (btf_is_ptr(&type)) return use_pointer(type.type, place).type;
  if (!has_name || !(btf_is_composite(&type) || btf_is_fwd(&type)))
    return "void";
  declared_.insert(fmt::format("{} {}", keyword_of(type), tag_of(id, name)));
  return spelled(id, name, place);
}

btf::TypeId CppTypes::resolve(btf::TypeId id, std::string& name) const {
  const btf_type* type = types_.type(id);
  while (btf_is_mod(type) || btf_is_typedef(type)) {
    if (btf_is_typedef(type)) name = types_.name(*type);
    id = type->type;
    type = types_.type(id);
  }
  return id;
}

btf::TypeId CppTypes::complete(btf::TypeId id) const {
  const btf_type& type = *types_.type(id);
  if (!btf_is_fwd(&type)) return id;
  return types_
      .find(std::string{types_.name(type)},
            btf_kflag(&type) ? BTF_KIND_UNION : BTF_KIND_STRUCT)
      .value_or(id);
}

std::string CppTypes::tag_of(btf::TypeId id, const std::string& name) {
  const auto known = tags_.find(id);
  if (known != tags_.end()) return known->second;
  const std::string_view own = types_.name(*types_.type(id));
  return tags_[id] = names_.add(cpp_identifier(own.empty() ? name : own));
}

std::string CppTypes::spelled(btf::TypeId id, const std::string& name,
                              Place place) {
  const std::string tag = tag_of(id, name);
  return fmt::format("{} {}{}", keyword_of(*types_.type(id)),
                     place == Place::outside ? scope_ + "::" : "", tag);
}

std::string CppTypes::enum_definition(const btf_type& type,
                                      const std::string& name) const {
  const bool is_signed = btf_kflag(&type);
  std::string text = fmt::format("\nenum class {} : {} {{\n", name,
                                 integer_type(type.size, is_signed));
  NameSet enumerators;
  const auto add = [&](const auto& enumerator) {
    const std::string_view word = types_.name(enumerator.name_off);
    text += fmt::format(
        "\t{} = {},\n", enumerators.add(cpp_identifier(word)),
        enumerator_value(btf::value_of(enumerator), type.size, is_signed));
  };
  if (btf_is_enum(&type))
    for (const auto& value : btf::enumerators_of(type)) add(value);
  else
    for (const auto& value : btf::enumerators64_of(type)) add(value);
  return text + "};\n";
}

}  // namespace skep::gen
