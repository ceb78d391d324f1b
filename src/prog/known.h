// What is known of programs and their maps before any of them is opened.
#pragma once

#include <cstdint>
#include <map>

#include "src/prog/metadata.h"

namespace skep::prog {

// Nothing in it means that each is to be asked.
struct Known {
  // The bytes that each of all programs takes, by its id.
  std::map<std::uint32_t, std::uint64_t> memory{};
  DataMaps data_maps{};
};

}  // namespace skep::prog
