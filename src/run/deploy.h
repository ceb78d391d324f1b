// Load an object, pin what came of it and attach its programs: all of it, or
// nothing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "src/object/load.h"
#include "src/run/attachment.h"
#include "src/run/dry_run.h"
#include "src/run/pin_plan.h"

namespace skep {

struct DeployOptions {
  LoadOptions load{};
  // Directories are made if they are not there.
  PinPaths pins{};
  // Attach the programs, and pin the links in place of the programs. A program
  // whose section does not say where to attach is pinned itself.
  bool auto_attach = false;
  // Attach these, in this order; the links are pinned beside the programs,
  // which are pinned themselves.
  std::vector<AttachRequest> attached{};
};

// Something that is in the kernel now.
struct Handle {
  std::uint32_t id;
  std::string name;
  std::string pinned;  // path; empty: not pinned by us
};

struct DeployedHandles {
  std::vector<Handle> progs;
  std::vector<Handle> maps;
  std::vector<Handle> links;  // named like the program that they attach
};

// Open the object at `path`, configure, load, pin and attach. Names and paths
// are checked before anything is loaded.
// Errors: Error, also when a stop is asked for; whatever was made until then is
//         gone: attachments, pins, directories, programs, maps.
[[nodiscard]] DeployedHandles deploy(const std::string& path,
                                     DeployOptions options);

// Do the same up to loading, and let go of it: nothing is attached, and nothing
// kept. Without a place for programs, no place is checked.
// Errors: as deploy() has them.
[[nodiscard]] std::vector<VerifiedProgram> rehearse(const std::string& path,
                                                    DeployOptions options);

}  // namespace skep
