// What is known of programs and their maps before any of them is opened.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "src/prog/metadata.h"

namespace skep::prog {

// Nothing in it means that each is to be asked.
struct Known {
  std::vector<std::uint32_t> ids{};  // of all programs, the lowest first
  // The bytes that programs take, by their ids.
  std::unordered_map<std::uint32_t, std::uint64_t> memory{};
  DataMaps data_maps{};
};

}  // namespace skep::prog
