// The maps and programs that elements hold: the kernel takes descriptors of
// them, and gives back ids.
#pragma once

#include <linux/bpf.h>

#include <cstddef>
#include <optional>

#include "src/sys/bytes.h"
#include "src/sys/fd.h"
#include "src/sys/kernel_object.h"

namespace skep::map {

// Where the values of a map have the id of an object.
struct HeldObject {
  ObjectKind kind;
  std::size_t offset;
  bool is_optional;  // 0 stands for none

  bool operator==(const HeldObject&) const = default;
};

// Return what the values of a map hold; nullopt: bytes alone.
[[nodiscard]] std::optional<HeldObject> held_object(const bpf_map_info& info);

// Throw if the object that a value holds is not there.
void check_held_object(const bpf_map_info& info, ByteView value);

// Make a value that was read one that can be written: put a descriptor in the
// place of the id, and return it. A value that holds nothing stays as it is.
// Errors: Error when the object is not there any more.
[[nodiscard]] Fd open_held_object(const bpf_map_info& info, MutableBytes value);

}  // namespace skep::map
