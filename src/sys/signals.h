// The stop signal: SIGINT, SIGTERM and SIGHUP end long work in good order.
#pragma once

namespace skep {

// Make SIGINT, SIGTERM and SIGHUP set a flag in place of killing the process,
// and a closed pipe an error of write(2). System calls are not restarted, so
// that a blocked one returns EINTR.
void handle_stop_signals();

// Has a stop been asked for?
[[nodiscard]] bool is_stop_requested();

// Throw the error of kind `interrupted` if a stop has been asked for.
void throw_if_stopped();

// Sleep until a stop is asked for; return at once if it has been.
void wait_for_stop();

}  // namespace skep
