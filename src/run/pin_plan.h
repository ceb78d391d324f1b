// Where programs, maps and links of an object are pinned.
#pragma once

#include <bpf/libbpf.h>

#include <cstddef>
#include <string>
#include <vector>

#include "src/object/bpf_object.h"

namespace skep {

// Where to pin what comes of an object.
struct PinPaths {
  // Where the first program is pinned; with `all_programs`, the directory
  // where each is pinned by its name.
  std::string programs{};
  bool all_programs = false;
  // Directory where the maps are pinned; empty: nowhere.
  std::string maps{};
};

// Where a program or map is to be pinned; empty: nowhere.
template <typename T>
struct Place {
  T* object;
  std::string path;
};

struct PinPlan {
  std::vector<Place<bpf_program>> progs;
  std::vector<Place<bpf_map>> maps;

  // Return the place of a program; null if it does not load.
  [[nodiscard]] const Place<bpf_program>* find(const std::string& name) const;
  // Check that each place is free, and wanted once; `more` are other places.
  // Errors: Error that names one that is not.
  void check(const std::vector<std::string>& more) const;
};

// Plan for what an opened or loaded object loads and creates.
[[nodiscard]] PinPlan plan_pins(const BpfObject& object, const PinPaths& paths);

// Return the paths at which libbpf is going to pin maps of an opened object by
// their names while it loads.
[[nodiscard]] std::vector<std::string> pins_of_libbpf(const BpfObject& object);

// Return where the n-th link (from 0) of a program that is pinned at `path` is
// pinned: behind it, PATH_link, PATH_link2.
[[nodiscard]] std::string link_path(const std::string& path, std::size_t n);

}  // namespace skep
