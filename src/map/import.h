// Elements from a file into a map: `map import`.
#pragma once

#include <linux/bpf.h>

#include <cstdint>

#include "src/map/map.h"
#include "src/sys/replayed_input.h"

namespace skep::map {

struct ImportOptions {
  std::uint64_t flags = BPF_ANY;  // or BPF_NOEXIST, BPF_EXIST
  bool ignores_types = false;     // of skep's own form: sizes are enough
};

// Write the elements of a file to a map; return how many. The file is read to
// its end and found right before the first is written; memory does not grow
// with it.
// Errors: Error that names file and line: for a file that is not right, with
//         nothing written; for an element that the kernel does not take, with
//         the number of those before it, which stay.
// Source: BPF_MAP_UPDATE_BATCH (Linux 5.6), else one element after the other.
std::uint64_t import_elements(const Map& map, ReplayedInput& input,
                              const ImportOptions& options);

}  // namespace skep::map
