#include "src/gen/type_shape.h"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "src/btf/parts.h"

namespace skep::gen {
namespace {

// Do all members lie inside of a struct or union, and is it small enough for
// libbpf, which counts bits in an int?
bool is_sound(btf::BtfView types, const btf_type& type) {
  const std::uint64_t end = std::uint64_t{type.size} * 8;
  if (end > std::numeric_limits<int>::max()) return false;
  for (std::uint32_t i = 0; i < btf_vlen(&type); ++i) {
    const btf::Member member = btf::member_of(type, i);
    const std::uint64_t size =
        member.bitfield_size != 0
            ? member.bitfield_size
            : std::uint64_t{types.resolve_size(member.type).value_or(0)} * 8;
    if (member.bit_offset + size > end) return false;
  }
  return true;
}

}  // namespace

std::optional<std::uint32_t> TypeShapes::alignment_of(btf::TypeId id) {
  id = types_.skip_modifiers_and_typedefs(id);
  const auto found = alignments_.find(id);
  if (found != alignments_.end()) return found->second;
  return alignments_[id] = find_alignment(id);
}

std::optional<std::uint32_t> TypeShapes::find_alignment(btf::TypeId id) {
  const btf_type& type = *types_.type(id);
  if (btf_is_array(&type)) return alignment_of(btf::array_of(type).type);
  if (btf_is_composite(&type)) return alignment_of_members(type);
  if (btf_is_ptr(&type)) return types_.pointer_size();
  const bool is_number =
      btf_is_int(&type) || btf_is_float(&type) || btf_is_any_enum(&type);
  if (!is_number || type.size == 0) return std::nullopt;
  return std::min(type.size, types_.pointer_size());
}

// A packed struct shows by a member or a size that does not fit the alignment.
std::optional<std::uint32_t> TypeShapes::alignment_of_members(
    const btf_type& type) {
  std::uint32_t highest = 1;
  bool is_packed = false;
  for (std::uint32_t i = 0; i < btf_vlen(&type); ++i) {
    const btf::Member member = btf::member_of(type, i);
    const auto alignment = alignment_of(member.type);
    if (!alignment) return std::nullopt;
    highest = std::max(highest, *alignment);
    if (member.bitfield_size == 0 && member.bit_offset % (*alignment * 8) != 0)
      is_packed = true;
  }
  return is_packed || type.size % highest != 0 ? 1 : highest;
}

// What a search without a finding has seen needs no other one.
bool TypeShapes::can_declare(btf::TypeId id) {
  seen_.clear();
  if (!is_known(id, false)) return false;
  known_.merge(seen_);
  return true;
}

bool TypeShapes::is_known(btf::TypeId id, bool is_behind_pointer) {
  const Use use{id, is_behind_pointer};
  if (known_.contains(use) || !seen_.insert(use).second) return true;
  const btf_type& type = *types_.type(id);
  if (!has_c_names(types_, type, scope_)) return false;
  if (btf_is_composite(&type))
    return (is_behind_pointer && type.name_off != 0) || has_known_parts(type);
  // The elements of an array have to be complete, even behind a pointer.
  if (btf_is_array(&type)) return is_known_value(btf::array_of(type).type);
  if (btf_is_ptr(&type)) return is_known(type.type, true);
  if (btf_is_mod(&type) || btf_is_typedef(&type))
    return is_known(type.type, is_behind_pointer);
  if (btf_is_func_proto(&type))
    return has_known_params(type, is_behind_pointer);
  return !btf_is_var(&type) && !btf_is_datasec(&type) && !btf_is_func(&type) &&
         !btf_is_decl_tag(&type);
}

bool TypeShapes::is_known_value(btf::TypeId id) {
  return alignment_of(id) && is_known(id, false);
}

bool TypeShapes::has_known_parts(const btf_type& type) {
  if (!is_sound(types_, type)) return false;
  for (std::uint32_t i = 0; i < btf_vlen(&type); ++i)
    if (!is_known_value(btf::member_of(type, i).type)) return false;
  return true;
}

bool TypeShapes::has_known_params(const btf_type& type,
                                  bool is_behind_pointer) {
  const auto params = btf::params_of(type);
  return is_known(type.type, is_behind_pointer) &&
         std::all_of(params.begin(), params.end(), [&](const auto& param) {
           return is_known(param.type, is_behind_pointer);
         });
}

}  // namespace skep::gen
