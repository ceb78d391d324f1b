// How the bytes of a number are meant.
#pragma once

#include "src/btf/btf.h"

namespace skep::iter {

struct NumberTraits {
  bool is_number = false;  // of 1, 2, 4 or 8 bytes: an integer, pointer or enum
  bool is_signed = false;
  bool is_bool = false;
  bool is_enum = false;
  bool is_pointer = false;
  bool is_char = false;              // shown as a letter, if it is one
  bool is_in_network_order = false;  // by a typedef: __be16, __be32, __be64
};

[[nodiscard]] NumberTraits number_traits(btf::BtfView kernel, btf::TypeId type);

}  // namespace skep::iter
