// The types of the keys and values of a new map.
#pragma once

#include <cstdint>

#include "src/btf/btf.h"
#include "src/map/create.h"
#include "src/map/type_choice.h"

namespace skep::commands {

struct NewTypes {
  btf::Btf btf;  // loaded into the kernel
  btf::TypeId key;
  btf::TypeId value;
  std::uint32_t key_size;
  std::uint32_t value_size;
};

// Load into the kernel what is called `choice.key` and `choice.value`, with
// what these types are made of: a map can't refer to the kernel's own BTF.
// Errors: Error; usage error when one of both is missing.
[[nodiscard]] NewTypes load_new_types(const map::TypeChoice& choice);

// Make a map one of these types, which must outlive the making; the sizes of
// keys and values follow.
// Errors: usage error when other sizes are given.
void set_types(map::MapSpec& spec, const NewTypes& types);

}  // namespace skep::commands
