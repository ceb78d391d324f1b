// What is shown while an object runs: events, maps, variables, the trace.
#pragma once

#include <chrono>
#include <cstdint>

#include "src/output/writer.h"

namespace skep {

// A source of things to show. It never waits by itself, so that one loop can
// wait for several ones.
class Watched {
 public:
  struct Counts {
    std::uint64_t shown = 0;
    std::uint64_t lost = 0;
    std::uint64_t unfit = 0;  // shown as bytes: not of the type
  };

  Watched() = default;
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;
  virtual ~Watched() = default;

  // Return a descriptor that poll(2) calls readable when there is something to
  // show; -1: there is none.
  [[nodiscard]] virtual int fd() const = 0;

  // Return how often to look in any case.
  [[nodiscard]] virtual std::chrono::milliseconds interval() const {
    return std::chrono::milliseconds{200};
  }

  // Show what there is now. At most `most` items are taken; the rest stays
  // where it is. Return how many were shown.
  virtual std::uint64_t show(Writer& out, std::uint64_t most) = 0;

  // Nothing new comes: let the next show() show what waits for its time.
  virtual void finish() {}

  [[nodiscard]] virtual Counts counts() const = 0;
};

}  // namespace skep
