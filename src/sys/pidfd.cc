#include "src/sys/pidfd.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdint>

#include "src/sys/error.h"

namespace skep {
namespace {

constexpr unsigned for_threads = O_EXCL;  // PIDFD_THREAD

int open_pidfd(std::uint32_t pid, unsigned flags) {
  return static_cast<int>(::syscall(SYS_pidfd_open, pid, flags));
}

}  // namespace

Fd open_process(std::uint32_t pid) {
  int fd = open_pidfd(pid, 0);
  // This is what the kernel says of a thread that is no process.
  if (fd < 0 && (errno == EINVAL || errno == ENOENT))
    fd = open_pidfd(pid, for_threads);
  if (fd < 0 && errno == ESRCH)
    throw system_error(ESRCH, "can't open process {}", pid)
        .with_hint("there is no process with this id");
  return Fd{check(fd, "can't open process {}", pid)};
}

void require_process(std::uint32_t pid) {
  require_thread(pid);
  // The thread with this id has to be the first of its process.
  if (::syscall(SYS_tgkill, pid, pid, 0) == 0 || errno != ESRCH) return;
  throw system_error(ESRCH, "can't find process {}", pid)
      .with_hint(fmt::format("{} is a thread: `tid {}`", pid, pid));
}

void require_thread(std::uint32_t tid) {
  // Who may not send signals still learns whether there is one.
  const bool fits = tid <= INT32_MAX;
  if (fits && (::kill(static_cast<pid_t>(tid), 0) == 0 || errno != ESRCH))
    return;
  throw system_error(ESRCH, "can't find process {}", tid)
      .with_hint("no process or thread has this id (any more)");
}

void require_pidfd(std::uint32_t fd) {
  constexpr int no_signal = 0;
  const auto sent = ::syscall(SYS_pidfd_send_signal, fd, no_signal, nullptr, 0);
  if (sent == 0 || errno == EPERM) return;
  if (errno == ESRCH)
    throw system_error(ESRCH, "can't find the process of descriptor {}", fd)
        .with_hint("it has ended");
  check(-errno, "can't use descriptor {} as that of a process", fd);
}

Fd descriptor_of(std::uint32_t pid, std::uint32_t number) {
  const Fd process = open_process(pid);
  const auto fd = ::syscall(SYS_pidfd_getfd, process.get(), number, 0);
  if (fd < 0 && errno == EBADF)
    throw system_error(EBADF, "can't take descriptor {} of process {}", number,
                       pid)
        .with_hint("the process has nothing open there");
  return Fd{static_cast<int>(
      check(fd, "can't take descriptor {} of process {}", number, pid))};
}

}  // namespace skep
