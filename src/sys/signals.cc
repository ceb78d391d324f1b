#include "src/sys/signals.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <vector>

#include "src/sys/error.h"

namespace skep {
namespace {

volatile std::sig_atomic_t stop_signal = 0;

// How many stops there may be before one kills; negative: any number.
volatile std::sig_atomic_t stops_left = -1;

extern "C" void remember_stop(int signal) {
  if (stops_left == 0) ::_exit(128 + signal);
  if (stops_left > 0) stops_left = stops_left - 1;
  stop_signal = signal;
}

sigset_t stop_set() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
  return set;
}

// Holds stop signals back while it lives, so that none falls between a look at
// the flag and a call that waits for one.
class BlockedStops {
 public:
  BlockedStops() {
    const sigset_t stops = stop_set();
    sigprocmask(SIG_BLOCK, &stops, &before_);
  }
  BlockedStops(const BlockedStops&) = delete;
  BlockedStops& operator=(const BlockedStops&) = delete;
  ~BlockedStops() { sigprocmask(SIG_SETMASK, &before_, nullptr); }
  // The signals that were blocked before.
  [[nodiscard]] const sigset_t& before() const { return before_; }

 private:
  sigset_t before_{};
};

timespec time_of(std::chrono::milliseconds time) {
  return {.tv_sec = time.count() / 1000,
          .tv_nsec = time.count() % 1000 * 1'000'000};
}

}  // namespace

void handle_stop_signals() {
  struct sigaction action{};
  action.sa_handler = remember_stop;
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    // A signal that the parent ignores (nohup) stays ignored.
    struct sigaction before{};
    if (sigaction(signal, nullptr, &before) == 0 &&
        before.sa_handler == SIG_IGN)
      continue;
    sigaction(signal, &action, nullptr);
  }
  struct sigaction ignore{};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &ignore, nullptr);
}

SecondStopKills::SecondStopKills() {
  const BlockedStops blocked;
  stops_left = is_stop_requested() ? 0 : 1;
}

SecondStopKills::~SecondStopKills() { stops_left = -1; }

ObeyedStop::ObeyedStop() : signal_(stop_signal) { stop_signal = 0; }

ObeyedStop::~ObeyedStop() {
  if (stop_signal == 0) stop_signal = signal_;
}

bool is_stop_requested() { return stop_signal != 0; }

void throw_if_stopped() {
  if (is_stop_requested())
    throw Error{ErrorKind::interrupted, EINTR, "interrupted"};
}

void wait_for_stop() {
  const BlockedStops blocked;
  while (!is_stop_requested()) sigsuspend(&blocked.before());
}

bool is_stopped_after(std::chrono::milliseconds time) {
  constexpr int no_input = -1;
  (void)wait_for_input(no_input, time);
  return is_stop_requested();
}

bool wait_for_input(int fd, std::optional<std::chrono::milliseconds> limit) {
  return wait_for_any_input({&fd, 1}, limit);
}

bool wait_for_any_input(std::span<const int> fds,
                        std::optional<std::chrono::milliseconds> limit) {
  const BlockedStops blocked;
  if (is_stop_requested()) return false;
  // Of this one, only errors are told.
  std::vector<pollfd> polled{pollfd{STDOUT_FILENO, 0, 0}};
  for (const int fd : fds) polled.push_back({fd, POLLIN, 0});
  const timespec time = time_of(limit.value_or(std::chrono::milliseconds{0}));
  const int ready = ::ppoll(polled.data(), polled.size(),
                            limit ? &time : nullptr, &blocked.before());
  if (ready < 0 && errno == EINTR) return false;
  check(ready, "can't wait for input");
  if ((polled.front().revents & POLLERR) != 0)
    throw system_error(EPIPE, "can't write standard output");
  return std::any_of(polled.begin() + 1, polled.end(),
                     [](const pollfd& one) { return one.revents != 0; });
}

}  // namespace skep
