#include "src/gen/c_order.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>

#include "src/btf/parts.h"

namespace skep::gen {
namespace {

using btf::BtfView;
using btf::TypeId;

constexpr int last_rank = 10;

// How many references are followed: tags may lead back to themselves.
constexpr int longest_way = 512;

struct Place {
  int rank = last_rank;
  std::string_view target;  // the name at the end of references
  std::string_view name;
  std::uint64_t hash = 0;  // of what types of one name differ by
  TypeId id = btf::void_id;

  bool operator<(const Place& other) const {
    return std::tie(rank, target, name, hash, id) <
           std::tie(other.rank, other.target, other.name, other.hash, other.id);
  }
};

// Return what a reference, or an array, leads to; nullopt for other kinds.
std::optional<TypeId> next_of(const btf_type& type) {
  if (btf_is_array(&type)) return btf::array_of(type).type;
  if (btf_is_ptr(&type) || btf_is_mod(&type) || btf_is_typedef(&type) ||
      btf_is_decl_tag(&type))
    return type.type;
  return std::nullopt;
}

// Types without a name stand last, unless an enum; so do references to them.
int rank_of(BtfView types, const btf_type& first) {
  const btf_type* type = &first;
  bool has_name = type->name_off != 0;
  auto next = next_of(*type);
  for (int i = 0; next && has_name && i < longest_way; ++i) {
    type = types.type(*next);
    next = next_of(*type);
  }
  has_name = has_name || type->name_off != 0;
  if (btf_is_any_enum(type)) return has_name ? 1 : 0;
  if (btf_is_int(type) || btf_is_float(type)) return 2;
  if (!has_name) return last_rank;
  if (btf_is_composite(type)) return 3;
  return btf_is_func_proto(type) ? 4 : last_rank;
}

std::string_view target_name(BtfView types, const btf_type& first) {
  const btf_type* type = &first;
  auto next = next_of(*type);
  for (int i = 0; next && i < longest_way; ++i) {
    type = types.type(*next);
    next = next_of(*type);
  }
  // An enum without a name goes by its first enumerator.
  if (type == &first && type->name_off == 0 && btf_vlen(type) > 0) {
    if (btf_is_enum(type))
      return types.name(btf::enumerators_of(*type)[0].name_off);
    if (btf_is_enum64(type))
      return types.name(btf::enumerators64_of(*type)[0].name_off);
  }
  return types.name(*type);
}

void mix(std::uint64_t& hash, std::uint64_t value) { hash = hash * 31 + value; }

void mix_name(std::uint64_t& hash, BtfView types, std::uint32_t offset) {
  if (offset == 0) return;
  std::uint64_t letters = 0;
  for (const char letter : types.name(offset))
    mix(letters, static_cast<std::uint64_t>(letter));
  mix(hash, letters);
}

std::uint64_t hash_of(BtfView types, const btf_type& type) {
  std::uint64_t hash = 0;
  if (btf_is_composite(&type))
    for (std::uint32_t i = 0; i < btf_vlen(&type); ++i)
      mix_name(hash, types, btf::member_of(type, i).name_off);
  if (btf_is_enum(&type))
    for (const auto& value : btf::enumerators_of(type))
      mix_name(hash, types, value.name_off);
  if (btf_is_enum64(&type))
    for (const auto& value : btf::enumerators64_of(type))
      mix_name(hash, types, value.name_off);
  return hash;
}

}  // namespace

std::vector<TypeId> order_for_c(BtfView types, TypeId first) {
  std::vector<Place> places;
  for (TypeId id = first; id < types.type_count(); ++id) {
    const btf_type& type = *types.type(id);
    places.push_back({.rank = rank_of(types, type),
                      .target = target_name(types, type),
                      .name = types.name(type),
                      .hash = hash_of(types, type),
                      .id = id});
  }
  std::sort(places.begin(), places.end());
  std::vector<TypeId> ids;
  for (const Place& place : places) ids.push_back(place.id);
  return ids;
}

}  // namespace skep::gen
