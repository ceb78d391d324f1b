// Load an object and pin what came of it: all of it, or nothing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "src/object/load.h"

namespace skep {

struct PinOptions {
  // Where the first program is pinned; with `all_programs`, the directory
  // where each is pinned by its name. It is made if it is not there.
  std::string path{};
  bool all_programs = false;
  // Attach the programs, and pin the links in place of the programs. A program
  // whose section does not say where to attach is pinned itself.
  bool auto_attach = false;
  // Directory where the maps are pinned; empty: nowhere.
  std::string map_directory{};
};

// Something that is in the kernel now.
struct Handle {
  std::uint32_t id;
  std::string name;
  std::string pinned;  // path; empty: not pinned by us
};

struct LoadedHandles {
  std::vector<Handle> progs;
  std::vector<Handle> maps;
  std::vector<Handle> links;  // named like the program that they attach
};

// Open, load, attach and pin. Paths are checked before anything is loaded.
// Errors: Error, also when a stop is asked for; whatever was made until then is
//         gone: pins, directories, attachments, programs, maps.
LoadedHandles load_pinned(const std::string& path, const LoadOptions& options,
                          const PinOptions& pins);

}  // namespace skep
