// What an object goes through, and errors that tell how far it came.
#pragma once

#include <string_view>
#include <utility>

#include "src/sys/error.h"

namespace skep {

enum class Phase { parse, open, prepare, load, hook, attach, hold, teardown };

// Return "parse" and so on.
[[nodiscard]] std::string_view name_of(Phase phase);

// Return `error` with the phase, for programs, and the exit code that goes with
// it: 3 for a load that failed, 4 for what could not be undone. An error that
// tells a phase already stays as it is.
[[nodiscard]] Error told(Phase phase, const Error& error);

// Run `action`; what it throws tells the phase.
template <typename F>
decltype(auto) in_phase(Phase phase, F&& action) {
  try {
    return std::forward<F>(action)();
  } catch (const Error& error) {
    throw told(phase, error);
  }
}

}  // namespace skep
