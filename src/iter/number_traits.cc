#include "src/iter/number_traits.h"

#include "src/btf/parts.h"

namespace skep::iter {
namespace {

bool is_in_network_order(btf::BtfView kernel, btf::TypeId id) {
  for (unsigned depth = 0; depth < btf::max_depth; ++depth) {
    id = kernel.skip_modifiers(id);
    const btf_type* type = kernel.type(id);
    if (type == nullptr || !btf_is_typedef(type)) return false;
    if (kernel.name(*type).starts_with("__be")) return true;
    id = type->type;
  }
  return false;
}

bool is_number_size(std::uint32_t size) {
  return size == 1 || size == 2 || size == 4 || size == 8;
}

}  // namespace

NumberTraits number_traits(btf::BtfView kernel, btf::TypeId type) {
  NumberTraits traits;
  const btf_type* resolved = kernel.resolve(type);
  const std::uint32_t size = kernel.resolve_size(type).value_or(0);
  if (resolved == nullptr || !is_number_size(size)) return traits;
  if (btf_is_int(resolved)) {
    const unsigned encoding = btf_int_encoding(resolved);
    traits.is_number = btf_int_bits(resolved) == size * 8;
    traits.is_signed = (encoding & BTF_INT_SIGNED) != 0;
    traits.is_bool = (encoding & BTF_INT_BOOL) != 0;
    traits.is_in_network_order = is_in_network_order(kernel, type);
  }
  traits.is_enum = btf_is_any_enum(resolved);
  traits.is_pointer = btf_is_ptr(resolved);
  traits.is_char = kernel.is_char(type);
  if (traits.is_enum) traits.is_signed = btf_kflag(resolved);
  traits.is_number |= traits.is_enum || traits.is_pointer;
  return traits;
}

}  // namespace skep::iter
