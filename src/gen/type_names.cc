#include "src/gen/type_names.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "src/btf/parts.h"
#include "src/gen/names.h"

namespace skep::gen {
namespace {

// What compilers call integers and floating-point numbers: clang, gcc, pahole.
bool is_number_name(std::string_view name) {
  static constexpr auto names =
      std::to_array<std::string_view>({"char",
                                       "signed char",
                                       "unsigned char",
                                       "short",
                                       "short int",
                                       "unsigned short",
                                       "short unsigned int",
                                       "int",
                                       "unsigned int",
                                       "long",
                                       "long int",
                                       "unsigned long",
                                       "long unsigned int",
                                       "long long",
                                       "long long int",
                                       "unsigned long long",
                                       "long long unsigned int",
                                       "__int128",
                                       "unsigned __int128",
                                       "__int128 unsigned",
                                       "_Bool",
                                       "bool",
                                       "_Float16",
                                       "float",
                                       "double",
                                       "long double"});
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_word(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), is_identifier_char);
}

// Does a type of this kind have `name`?
bool is_name_of(const btf_type& type, std::string_view name) {
  if (btf_is_int(&type) || btf_is_float(&type)) return is_number_name(name);
  // Written inside of an attribute.
  if (btf_is_type_tag(&type)) return is_word(name);
  const bool is_bool = btf_is_typedef(&type) && name == "bool";
  return type.name_off == 0 || is_bool || is_c_identifier(name);
}

template <typename Parts>
bool have_c_names(btf::BtfView types, const Parts& parts) {
  return std::all_of(parts.begin(), parts.end(), [types](const auto& part) {
    return part.name_off == 0 || is_c_identifier(types.name(part.name_off));
  });
}

bool members_have_c_names(btf::BtfView types, const btf_type& type) {
  return have_c_names(
      types, std::span<const btf_member>{btf_members(&type), btf_vlen(&type)});
}

}  // namespace

bool has_c_names(btf::BtfView types, const btf_type& type) {
  if (!is_name_of(type, types.name(type))) return false;
  if (btf_is_composite(&type)) return members_have_c_names(types, type);
  if (btf_is_enum(&type)) return have_c_names(types, btf::enumerators_of(type));
  if (btf_is_enum64(&type))
    return have_c_names(types, btf::enumerators64_of(type));
  return !btf_is_func_proto(&type) || have_c_names(types, btf::params_of(type));
}

}  // namespace skep::gen
