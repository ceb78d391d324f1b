// Maps of the kernel's in place of an object's own.
#pragma once

#include <span>

#include "src/object/load.h"
#include "src/object/unknown_names.h"

namespace skep {

// Note the maps that are to be replaced and that the object does not have.
void find_unknown_maps(const BpfObject& object,
                       std::span<const MapReuse> reuses, UnknownNames& unknown);

// Make an opened object use these maps.
// Errors: Error for a map that the object does not have, has been given
//         already, or that differs: in type, sizes or number of entries.
void reuse_maps(const BpfObject& object, std::span<const MapReuse> reuses);

// Check the maps that libbpf will pin by name while it loads, or reuse if they
// are pinned already (LIBBPF_PIN_BY_NAME): the place and, if there is one, the
// map pinned there.
void check_maps_pinned_by_name(const BpfObject& object);

// Let libbpf pin none of them; those that are pinned already are used.
void forget_new_pins(const BpfObject& object);

}  // namespace skep
