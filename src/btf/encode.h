// From a literal to the bytes of a BTF type: what print_value.h prints can be
// read back.
#pragma once

#include <cstdint>

#include "src/btf/btf.h"
#include "src/btf/find_member.h"
#include "src/btf/literal.h"
#include "src/sys/bytes.h"

namespace skep::btf {

// Encode a literal as a value of `type`.
// Shape:  `size` bytes in the byte order of the BTF. As in C, parts that the
//         literal does not name are zero. An array of characters takes a word,
//         as do addresses (10.0.0.1, fe80::1, 02:00:00:00:00:01) the types that
//         have room for just them; a struct of one member takes its value,
//         one of a length and an address, as in tries, takes 10.0.0.0/8.
//         Members of a union may all be given, if they agree.
// Errors: usage error that tells the member, what is wrong and what is close.
[[nodiscard]] Bytes encode(const BtfView& btf, TypeId type, std::uint32_t size,
                           const Literal& literal);
// The same for a part of a value, which can be a bitfield: `place` is counted
// from the start of the bytes returned.
[[nodiscard]] Bytes encode(const BtfView& btf, const Target& place,
                           std::uint32_t size, const Literal& literal);

}  // namespace skep::btf
