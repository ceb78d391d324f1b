// The stop signal: SIGINT, SIGTERM and SIGHUP end long work in good order.
#pragma once

#include <chrono>
#include <optional>
#include <span>

namespace skep {

// Make SIGINT, SIGTERM and SIGHUP set a flag in place of killing the process,
// and a closed pipe an error of write(2). System calls are not restarted, so
// that a blocked one returns EINTR.
void handle_stop_signals();

// While it lives, a second stop signal ends the process at once, with the exit
// code of one that the signal kills; usually, more of them have no effect.
class SecondStopKills {
 public:
  SecondStopKills();
  SecondStopKills(const SecondStopKills&) = delete;
  SecondStopKills& operator=(const SecondStopKills&) = delete;
  ~SecondStopKills();
};

// While it lives, a stop that was asked for is forgotten: what has to be done
// in the end can be done as usual.
class ObeyedStop {
 public:
  ObeyedStop();
  ObeyedStop(const ObeyedStop&) = delete;
  ObeyedStop& operator=(const ObeyedStop&) = delete;
  ~ObeyedStop();

 private:
  int signal_;
};

// Has a stop been asked for?
[[nodiscard]] bool is_stop_requested();

// Throw the error of kind `interrupted` if a stop has been asked for.
void throw_if_stopped();

// Sleep until a stop is asked for; return at once if it has been.
void wait_for_stop();

// Sleep for some time, or until a stop is asked for; return whether it was.
// Errors: Error with EPIPE when nobody reads standard output any more.
[[nodiscard]] bool is_stopped_after(std::chrono::milliseconds time);

// Sleep until `fd` can be read, a stop is asked for or, if there is one, the
// time limit is over; return whether `fd` can be read.
// Errors: Error with EPIPE when nobody reads standard output any more.
[[nodiscard]] bool wait_for_input(
    int fd, std::optional<std::chrono::milliseconds> limit);

// The same for any of several descriptors; those that are -1 don't count.
[[nodiscard]] bool wait_for_any_input(
    std::span<const int> fds, std::optional<std::chrono::milliseconds> limit);

}  // namespace skep
