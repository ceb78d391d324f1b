// The arguments that the map commands share.
#pragma once

#include <cstdint>

#include "src/cli/arg_type.h"

namespace skep::cli {

// The type of a map, by its exact name: no abbreviation, so that a new type
// can't change what a script means.
struct MapType {
  std::uint32_t number;
};

// The flags of a new map.
struct MapFlags {
  std::uint32_t bits;
};

template <>
struct ArgType<MapType> {
  static MapType parse(Words& words, std::string_view name);
  static std::string_view syntax();
};

template <>
struct ArgType<MapFlags> {
  static MapFlags parse(Words& words, std::string_view name);
  static std::string_view syntax() { return "{ NUMBER | BPF_F_NAME[|...] }"; }
};

}  // namespace skep::cli
