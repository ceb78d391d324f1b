// What a program says about itself: variables named bpf_metadata_*.
#pragma once

#include <cstdint>
#include <span>

#include "src/output/writer.h"

namespace skep::prog {

// Print the metadata of a program that uses these maps, as bpftool does;
// nothing if it has none.
// Source: the first map of read-only global data that has BTF.
void print_metadata(Writer& out, std::span<const std::uint32_t> map_ids);

}  // namespace skep::prog
