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

// Is it what may stand inside of __attribute__(()): a word, perhaps with
// arguments?
bool is_attribute(std::string_view text) {
  const auto open = text.find('(');
  if (open == text.npos) return is_word(text);
  if (!text.ends_with(')')) return false;
  return is_word(text.substr(0, open)) &&
         is_word(text.substr(open + 1, text.size() - open - 2));
}

// Judges names for one scope.
class Judge {
 public:
  Judge(btf::BtfView types, NameScope scope) : types_(types), scope_(scope) {}

  // Does a type of this kind have `name`?
  [[nodiscard]] bool is_name_of(const btf_type& type,
                                std::string_view name) const {
    if (btf_is_int(&type) || btf_is_float(&type)) return is_number_name(name);
    if (btf_is_type_tag(&type)) return is_attribute(name);
    const bool is_bool = btf_is_typedef(&type) && name == "bool";
    return type.name_off == 0 || is_bool || is_identifier(name);
  }

  template <typename Parts>
  [[nodiscard]] bool accepts(const Parts& parts) const {
    return std::all_of(parts.begin(), parts.end(), [this](const auto& part) {
      return part.name_off == 0 || is_identifier(types_.name(part.name_off));
    });
  }

 private:
  [[nodiscard]] bool is_identifier(std::string_view name) const {
    return scope_ == NameScope::bpf ? is_bpf_identifier(name)
                                    : is_c_identifier(name);
  }

  btf::BtfView types_;
  NameScope scope_;
};

std::span<const btf_member> members_of(const btf_type& type) {
  return {btf_members(&type), btf_vlen(&type)};
}

}  // namespace

bool has_c_names(btf::BtfView types, const btf_type& type, NameScope scope) {
  const Judge judge{types, scope};
  if (!judge.is_name_of(type, types.name(type))) return false;
  if (btf_is_composite(&type)) return judge.accepts(members_of(type));
  if (btf_is_enum(&type)) return judge.accepts(btf::enumerators_of(type));
  if (btf_is_enum64(&type)) return judge.accepts(btf::enumerators64_of(type));
  return !btf_is_func_proto(&type) || judge.accepts(btf::params_of(type));
}

}  // namespace skep::gen
