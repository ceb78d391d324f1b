#include "src/btf/named_type.h"

#include <array>

namespace skep::btf {
namespace {

struct Keyword {
  std::string_view text;
  std::array<std::uint32_t, 2> kinds;
};

constexpr std::array keywords{
    Keyword{"struct ", {BTF_KIND_STRUCT, BTF_KIND_STRUCT}},
    Keyword{"union ", {BTF_KIND_UNION, BTF_KIND_UNION}},
    Keyword{"enum ", {BTF_KIND_ENUM, BTF_KIND_ENUM64}}};

constexpr std::array<std::uint32_t, 7> any_kind{
    BTF_KIND_STRUCT, BTF_KIND_UNION, BTF_KIND_TYPEDEF, BTF_KIND_ENUM,
    BTF_KIND_ENUM64, BTF_KIND_INT,   BTF_KIND_FLOAT};

template <typename Kinds>
std::optional<TypeId> find_of(BtfView btf, std::string_view name,
                              const Kinds& kinds) {
  for (const std::uint32_t kind : kinds) {
    const auto found = btf.find(std::string{name}, kind);
    if (found && btf.resolve_size(*found)) return found;
  }
  return std::nullopt;
}

}  // namespace

std::optional<TypeId> find_named(BtfView btf, std::string_view name) {
  for (const Keyword& keyword : keywords)
    if (name.starts_with(keyword.text))
      return find_of(btf, name.substr(keyword.text.size()), keyword.kinds);
  return find_of(btf, name, any_kind);
}

std::vector<std::string> names_of_types(BtfView btf) {
  std::vector<std::string> names;
  for (TypeId id = 1; id < btf.type_count(); ++id) {
    const btf_type& type = *btf.type(id);
    const bool is_composite = btf_is_composite(&type) || btf_is_typedef(&type);
    if (const auto name = btf.name(type); is_composite && !name.empty())
      names.emplace_back(name);
  }
  return names;
}

}  // namespace skep::btf
