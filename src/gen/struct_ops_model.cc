#include "src/gen/struct_ops_model.h"

#include <string>

#include "src/btf/parts.h"
#include "src/gen/names.h"
#include "src/gen/type_shape.h"

namespace skep::gen {
namespace {

bool is_function_pointer(btf::BtfView types, const btf_type& type) {
  if (!btf_is_ptr(&type)) return false;
  return btf_is_func_proto(types.resolve(type.type));
}

ShadowMember::Kind kind_of(btf::BtfView types, btf::TypeId id) {
  const btf_type& type = *types.type(id);
  if (is_function_pointer(types, type)) return ShadowMember::Kind::program;
  const bool is_number =
      btf_is_int(&type) || btf_is_float(&type) || btf_is_any_enum(&type);
  return is_number && TypeShapes{types}.can_describe(id)
             ? ShadowMember::Kind::scalar
             : ShadowMember::Kind::opaque;
}

ShadowMember read_member(btf::BtfView types, const btf::Member& member,
                         std::uint32_t index, NameSet& names) {
  const btf::TypeId id = types.skip_modifiers_and_typedefs(member.type);
  return {.kind = kind_of(types, id),
          .name = names.add(c_identifier(types.name(member.name_off))),
          .type = id,
          .offset = member.bit_offset / 8,
          .size = types.resolve_size(id).value_or(0),
          .index = index};
}

}  // namespace

std::optional<StructOps> read_struct_ops(btf::BtfView types, btf::TypeId id) {
  const btf_type* type = types.resolve(id);
  if (type == nullptr || !btf_is_struct(type)) return std::nullopt;
  StructOps ops{.type_name = c_identifier(types.name(*type)),
                .size = type->size,
                .members = {}};
  NameSet names;
  for (std::uint32_t i = 0; i < btf_vlen(type); ++i) {
    const btf::Member member = btf::member_of(*type, i);
    if (member.bitfield_size == 0)
      ops.members.push_back(read_member(types, member, i, names));
  }
  return ops;
}

}  // namespace skep::gen
