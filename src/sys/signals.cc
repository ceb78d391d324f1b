#include "src/sys/signals.h"

#include <csignal>

#include "src/sys/error.h"

namespace skep {
namespace {

volatile std::sig_atomic_t stop_signal = 0;

extern "C" void remember_stop(int signal) { stop_signal = signal; }

sigset_t stop_set() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
  return set;
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

bool is_stop_requested() { return stop_signal != 0; }

void throw_if_stopped() {
  if (is_stop_requested())
    throw Error{ErrorKind::interrupted, EINTR, "interrupted"};
}

void wait_for_stop() {
  // Blocked while the flag is read, so that no signal falls in between.
  const sigset_t stops = stop_set();
  sigset_t before;
  sigprocmask(SIG_BLOCK, &stops, &before);
  while (!is_stop_requested()) sigsuspend(&before);
  sigprocmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace skep
