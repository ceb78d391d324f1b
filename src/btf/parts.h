// What follows a btf_type in memory, as typed const ranges.
//
// Each function wants a type of the kind that it is named after.
#pragma once

#include <bpf/btf.h>

#include <cstdint>
#include <span>

namespace skep::btf {

// libbpf has functions that hide these names.
using Array = struct ::btf_array;
using Enumerator = struct ::btf_enum;
using Enumerator64 = struct ::btf_enum64;
using Param = ::btf_param;
using SectionVariable = ::btf_var_secinfo;

[[nodiscard]] inline const Array& array_of(const btf_type& type) {
  return *btf_array(&type);
}

// A member of a struct or union. It starts `bit_offset` bits from the start of
// the parent and is a bitfield if bitfield_size is not 0.
struct Member {
  std::uint32_t name_off;
  std::uint32_t type;
  std::uint32_t bit_offset;
  std::uint32_t bitfield_size;
};

[[nodiscard]] inline Member member_of(const btf_type& type,
                                      std::uint32_t index) {
  const btf_member& member = btf_members(&type)[index];
  return {.name_off = member.name_off,
          .type = member.type,
          .bit_offset = btf_member_bit_offset(&type, index),
          .bitfield_size = btf_member_bitfield_size(&type, index)};
}

[[nodiscard]] inline std::span<const Enumerator> enumerators_of(
    const btf_type& type) {
  return {btf_enum(&type), btf_vlen(&type)};
}

[[nodiscard]] inline std::span<const Enumerator64> enumerators64_of(
    const btf_type& type) {
  return {btf_enum64(&type), btf_vlen(&type)};
}

// Return the value of an enumerator, its sign extended.
[[nodiscard]] inline std::uint64_t value_of(const Enumerator& enumerator) {
  return static_cast<std::uint64_t>(std::int64_t{enumerator.val});
}
[[nodiscard]] inline std::uint64_t value_of(const Enumerator64& enumerator) {
  return btf_enum64_value(&enumerator);
}

// An enumerator of an enum of either size, its sign extended.
struct NamedValue {
  std::uint32_t name_off;
  std::uint64_t value;
};

[[nodiscard]] inline NamedValue enumerator_of(const btf_type& type,
                                              std::uint32_t index) {
  if (btf_is_enum64(&type)) {
    const Enumerator64& enumerator = enumerators64_of(type)[index];
    return {enumerator.name_off, value_of(enumerator)};
  }
  const Enumerator& enumerator = enumerators_of(type)[index];
  return {enumerator.name_off, value_of(enumerator)};
}

// The parameters of a FUNC_PROTO.
[[nodiscard]] inline std::span<const Param> params_of(const btf_type& type) {
  return {btf_params(&type), btf_vlen(&type)};
}

// The variables of a DATASEC.
[[nodiscard]] inline std::span<const SectionVariable> variables_of(
    const btf_type& type) {
  return {btf_var_secinfos(&type), btf_vlen(&type)};
}

}  // namespace skep::btf
