#include "src/sys/pidfd.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

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
