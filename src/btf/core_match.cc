// Types that match: the kernel's has all that the object's has.
#include <cstddef>
#include <unordered_set>

#include "src/btf/core_types.h"
#include "src/btf/parts.h"
#include "src/sys/error.h"

namespace skep::btf {
namespace {

enum class Where : std::uint8_t { here, behind_pointer };

bool match(CoreTypes& types, TypePair pair, Where where, unsigned levels_left);

bool have_same_name(const CoreTypes& types, std::uint32_t local,
                    std::uint32_t target) {
  return essential_name(types.local().name(local)) ==
         essential_name(types.target().name(target));
}

bool do_forwards_match(const btf_type& local, const btf_type& target,
                       Where where) {
  const auto composite = btf_kflag(&local) ? BTF_KIND_UNION : BTF_KIND_STRUCT;
  if (btf_is_fwd(&target)) return btf_kflag(&local) == btf_kflag(&target);
  return where == Where::behind_pointer && btf_kind(&target) == composite;
}

bool do_numbers_match(const btf_type& local, const btf_type& target) {
  const auto sign_of = [](const btf_type& number) {
    return btf_int_encoding(&number) & BTF_INT_SIGNED;
  };
  return btf_is_int(&target) && local.size == target.size &&
         sign_of(local) == sign_of(target);
}

bool do_enums_match(CoreTypes& types, const btf_type& local,
                    const btf_type& target) {
  if (!btf_is_any_enum(&target) || local.size != target.size ||
      btf_vlen(&local) > btf_vlen(&target))
    return false;
  types.spend(btf_vlen(&target));
  std::unordered_set<std::string_view> names;
  for (std::uint32_t i = 0; i < btf_vlen(&target); ++i)
    names.insert(
        essential_name(types.target().name(enumerator_of(target, i).name_off)));
  for (std::uint32_t i = 0; i < btf_vlen(&local); ++i)
    if (!names.contains(essential_name(
            types.local().name(enumerator_of(local, i).name_off))))
      return false;
  return true;
}

bool has_member(CoreTypes& types, const btf_type& target, const Member& wanted,
                unsigned levels_left) {
  types.spend(btf_vlen(&target));
  for (std::uint32_t i = 0; i < btf_vlen(&target); ++i) {
    const Member member = member_of(target, i);
    if (have_same_name(types, wanted.name_off, member.name_off) &&
        match(types, {wanted.type, member.type}, Where::here, levels_left - 1))
      return true;
  }
  return false;
}

bool has_all_members(CoreTypes& types, const btf_type& local,
                     const btf_type& target, unsigned levels_left) {
  if (btf_vlen(&local) > btf_vlen(&target)) return false;
  for (std::uint32_t i = 0; i < btf_vlen(&local); ++i)
    if (!has_member(types, target, member_of(local, i), levels_left))
      return false;
  return true;
}

bool do_composites_match(CoreTypes& types, const btf_type& local,
                         const btf_type& target, Where where,
                         unsigned levels_left) {
  const bool is_same_kind = btf_kind(&local) == btf_kind(&target);
  if (where == Where::here)
    return is_same_kind && has_all_members(types, local, target, levels_left);
  return is_same_kind ||
         (btf_is_fwd(&target) && btf_is_union(&local) == btf_kflag(&target));
}

bool do_params_match(CoreTypes& types, const btf_type& local,
                     const btf_type& target, Where where,
                     unsigned levels_left) {
  const auto ours = params_of(local);
  const auto theirs = params_of(target);
  if (ours.size() != theirs.size()) return false;
  for (std::size_t i = 0; i < ours.size(); ++i)
    if (!match(types, {ours[i].type, theirs[i].type}, where, levels_left - 1))
      return false;
  return true;
}

// Do pointers, arrays and functions match as far as they themselves go?
bool do_links_match(CoreTypes& types, const btf_type& local,
                    const btf_type& target, Where where, unsigned levels_left) {
  if (btf_kind(&local) != btf_kind(&target)) return false;
  if (btf_is_array(&local))
    return array_of(local).nelems == array_of(target).nelems;
  return btf_is_ptr(&local) ||
         do_params_match(types, local, target, where, levels_left);
}

bool match(CoreTypes& types, TypePair pair, Where where, unsigned levels_left) {
  for (unsigned step = 0; levels_left > 0 && step < max_depth; ++step) {
    types.spend(1);
    const btf_type& local = *types.local().resolve(pair.local);
    const btf_type& target = *types.target().resolve(pair.target);
    if (!have_same_name(types, local.name_off, target.name_off)) return false;
    switch (btf_kind(&local)) {
      case BTF_KIND_UNKN:
        return btf_kind(&target) == BTF_KIND_UNKN;
      case BTF_KIND_FWD:
        return do_forwards_match(local, target, where);
      case BTF_KIND_ENUM:
      case BTF_KIND_ENUM64:
        return do_enums_match(types, local, target);
      case BTF_KIND_STRUCT:
      case BTF_KIND_UNION:
        return do_composites_match(types, local, target, where, levels_left);
      case BTF_KIND_INT:
        return do_numbers_match(local, target);
      case BTF_KIND_PTR:
      case BTF_KIND_ARRAY:
      case BTF_KIND_FUNC_PROTO:
        if (!do_links_match(types, local, target, where, levels_left))
          return false;
        break;
      default:
        return false;
    }
    if (btf_is_ptr(&local)) where = Where::behind_pointer;
    pair = next_of(local, target);
  }
  throw failure("its types are nested too deeply");
}

}  // namespace

bool do_types_match(CoreTypes& types, TypePair pair) {
  return match(types, pair, Where::here, max_depth);
}

}  // namespace skep::btf
