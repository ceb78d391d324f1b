// The whole life of an object: opened, configured, loaded, attached, watched
// while it runs, and gone without a trace.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/btf/expression.h"
#include "src/object/load.h"
#include "src/output/writer.h"
#include "src/run/attach_plan.h"
#include "src/run/dry_run.h"
#include "src/run/hold.h"
#include "src/run/map_setup.h"
#include "src/run/watch_plan.h"

namespace skep {

struct LifeOptions {
  LoadOptions load{};
  AttachOptions attach{};
  std::vector<MapElement> elements{};
  std::vector<MapPin> map_pins{};
  // A command that is run before anything is attached; may be empty.
  std::vector<std::string> pre_attach{};
  // A command that starts once all is attached, and with whose end the object's
  // comes; may be empty.
  std::vector<std::string> command{};
  std::optional<std::uint32_t> pid{};  // the same for another process
  std::optional<std::chrono::milliseconds> timeout{};
  std::optional<std::uint64_t> count{};
  std::optional<btf::Expression> until{};
  // Nullopt: what is obvious.
  std::optional<WatchOptions> watches{};
  bool prints_state = true;
  bool is_document = true;   // not lines of JSON
  bool owns_output = false;  // commands print to standard error
};

// Let the object at `path` live; print what is asked for. Return the exit code
// of the command.
// Shape:  {"attached": [...], "events": [...], "ended", "shown", "lost",
//         "unfit", "status"?, "variables": {...}, "maps": [...]}; as lines,
//         {"attached"} comes first, then each event, and all else in the end.
// Errors: Error that tells the phase; whatever was made until then is gone.
int live(const std::string& path, LifeOptions options, Writer& out);

// Do the same up to attaching, and keep what came of it by pins in a directory:
// all of it or nothing. Print the handles.
// Errors: the same.
void live_on(const std::string& path, LifeOptions options,
             const std::string& directory, Writer& out);

// Do the same up to loading, and let go of it.
// Errors: the same.
[[nodiscard]] std::vector<VerifiedProgram> rehearse_life(
    const std::string& path, LifeOptions options);

}  // namespace skep
