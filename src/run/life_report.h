// What is told of an object that runs, at its start and in the end.
#pragma once

#include <cstdint>
#include <optional>

#include "src/output/writer.h"
#include "src/run/attachment.h"
#include "src/run/hold.h"

namespace skep {

struct LifeEnd {
  HoldEnd reason = HoldEnd::signal;
  std::uint64_t shown = 0;
  std::uint64_t lost = 0;
  std::uint64_t unfit = 0;
  std::optional<int> status{};  // of the command that ran meanwhile

  // Take the numbers from the sources.
  void count(const Hold::Sources& sources, std::uint64_t shown_in_all);
};

// Tell what is attached: programs in the open JSON object, people on standard
// error.
// Shape:  "attached": [{"program" or "map", "links": [...], "hook"?}]
void print(Writer& out, const Attachments& attachments);

// Tell how it ended, in the same way.
// Shape:  "ended", "shown", "lost", "unfit", "status"?
void print(Writer& out, const LifeEnd& end);

}  // namespace skep
