// What to show while an object runs, as it is asked for; or what is obvious.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "src/object/bpf_object.h"
#include "src/object/load.h"
#include "src/run/watched.h"

namespace skep {

// A map of events, and the struct that they are.
struct TailRequest {
  std::string map;
  std::string type{};  // empty: found out from the object
};

struct WatchOptions {
  std::vector<TailRequest> tails{};
  std::vector<std::string> watched{};  // maps, or places of global variables
  std::chrono::milliseconds interval{1000};
  bool shows_trace = false;
};

// Return what to show of an opened object when nothing is asked for: each map
// of events whose type can be told.
[[nodiscard]] WatchOptions obvious_watches(const BpfObject& object);

// Return what is wrong with the names in `options`, a message for each, before
// anything is loaded.
[[nodiscard]] std::vector<std::string> check_watches(
    const BpfObject& object, const WatchOptions& options);

// Open what is to be shown of a loaded object, which must outlive it.
// Errors: Error that names the map or the variable.
[[nodiscard]] std::vector<std::unique_ptr<Watched>> open_watches(
    const LoadedObject& object, const WatchOptions& options);

}  // namespace skep
