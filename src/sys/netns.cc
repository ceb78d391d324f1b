#include "src/sys/netns.h"

#include <fcntl.h>
#include <linux/nsfs.h>
#include <sched.h>
#include <sys/ioctl.h>

#include <cerrno>
#include <system_error>
#include <thread>

#include "src/sys/error.h"
#include "src/sys/file.h"

namespace skep {
namespace {

// What came of it in the thread, which has an errno of its own.
struct Outcome {
  int entered = 0;  // or a negated errno value
  int result = 0;
};

Outcome enter_and_call(int netns, const std::function<int()>& work) noexcept {
  if (::setns(netns, CLONE_NEWNET) != 0) return {.entered = -errno};
  return {.result = work()};
}

}  // namespace

Fd open_netns(const std::string& path) {
  Fd netns = open_file(path, O_RDONLY);
  if (::ioctl(netns.get(), NS_GET_NSTYPE) != CLONE_NEWNET)
    throw failure("{} is no network namespace", path)
        .with_hint(
            "the namespaces of `ip netns` are in /run/netns, that of a "
            "process is /proc/PID/ns/net");
  return netns;
}

int call_in_netns(const Fd& netns, const std::function<int()>& work) {
  Outcome outcome;
  try {
    std::thread there{[&] { outcome = enter_and_call(netns.get(), work); }};
    there.join();
  } catch (const std::system_error& error) {
    throw system_error(error.code().value(), "can't start a thread");
  }
  if (outcome.entered < 0)
    throw system_error(outcome.entered, "can't enter the network namespace");
  // For check(): in this thread nothing has failed.
  if (outcome.result < 0) errno = -outcome.result;
  return outcome.result;
}

}  // namespace skep
