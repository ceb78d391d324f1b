#include "tests/bench/holder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <exception>

#include "src/sys/error.h"
#include "src/sys/fd.h"
#include "src/sys/file.h"

namespace skep::bench {
namespace {

[[noreturn]] void hold(const std::function<void()>& make, const Fd& done) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  try {
    make();
    write_all(done.get(), bytes_of("."), "the benchmark");
    for (;;) ::pause();
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
  }
  ::_exit(1);
}

}  // namespace

Holder::Holder(const std::string& what, const std::function<void()>& make) {
  std::array<int, 2> ends{};
  check(::pipe2(ends.data(), O_CLOEXEC), "can't make a pipe");
  const Fd from{ends[0]};
  Fd to{ends[1]};
  pid_ = static_cast<pid_t>(
      check(::syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0),
            "can't start what makes {}", what));
  if (pid_ == 0) hold(make, to);
  to = Fd{};
  Byte answer = 0;
  if (read_once(from.get(), {&answer, 1}) == 1) return;
  ::waitpid(pid_, nullptr, 0);
  throw failure("can't make {}", what);
}

// With the first process of its namespace, the kernel ends all of them.
Holder::~Holder() {
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void allow_descriptors(std::size_t count) {
  const rlimit limit{count, count};
  check(::setrlimit(RLIMIT_NOFILE, &limit), "can't hold {} descriptors", count);
}

}  // namespace skep::bench
