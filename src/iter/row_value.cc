#include "src/iter/row_value.h"

#include "src/btf/bits.h"

namespace skep::iter {
namespace {

std::uint64_t extended(const NumberTraits& traits, std::uint64_t bits,
                       std::uint32_t size) {
  if (!traits.is_signed) return bits;
  return static_cast<std::uint64_t>(btf::sign_extend(bits, size));
}

}  // namespace

std::uint64_t number_in(btf::BtfView kernel, const Column& column,
                        ByteView bytes) {
  const btf::Target& value = column.field->value;
  const NumberTraits& traits = column.traits;
  if (column.form == Form::bits)
    return extended(traits,
                    btf::read_bits(bytes, {value.bit, value.bitfield_size},
                                   kernel.byte_order()),
                    value.bitfield_size);
  const std::endian order =
      traits.is_in_network_order ? std::endian::big : kernel.byte_order();
  const auto size = static_cast<std::uint32_t>(bytes.size());
  return extended(traits, btf::read_unsigned(bytes, size, order), size * 8);
}

}  // namespace skep::iter
