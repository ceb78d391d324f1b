#include "tests/e2e/tracee.h"

#include <elf.h>
#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <filesystem>
#include <utility>

#include "src/sys/error.h"
#include "src/sys/proc.h"

namespace skep::test {
namespace {

std::vector<std::string> open_files_of(pid_t pid) {
  std::vector<std::string> files;
  for (const auto& entry :
       std::filesystem::directory_iterator{fmt::format("/proc/{}/fd", pid)})
    if (std::stoi(entry.path().filename()) > STDERR_FILENO)
      files.push_back(read_link(entry.path()).value_or(""));
  return files;
}

}  // namespace

Tracee::Tracee(pid_t pid) : pid_(pid) {
  wait();
  constexpr long options =
      PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEEXIT | PTRACE_O_EXITKILL;
  check(::ptrace(PTRACE_SETOPTIONS, pid_, nullptr, options), "can't trace");
  memory_ = Fd{
      ::open(fmt::format("/proc/{}/mem", pid).c_str(), O_RDONLY | O_CLOEXEC)};
}

void Tracee::wait() {
  while (::waitpid(pid_, &status_, 0) < 0)
    if (errno != EINTR) throw system_error(errno, "can't wait for a process");
}

void Tracee::go_on_by(__ptrace_request request) {
  const long signal = std::exchange(pending_signal_, 0);
  ::ptrace(request, pid_, nullptr, signal);
  wait();
}

bool Tracee::go_on() {
  go_on_by(PTRACE_SYSCALL);
  return WIFSTOPPED(status_);
}

void Tracee::finish() {
  for (go_on_by(PTRACE_CONT); WIFSTOPPED(status_); go_on_by(PTRACE_CONT))
    note_stop();
}

// Take note of a stop that is not for a system call.
void Tracee::note_stop() {
  const int event = status_ >> 16;
  const int number = WSTOPSIG(status_);
  if (event == PTRACE_EVENT_EXIT) left_open_ = open_files_of(pid_);
  // A plain trap is execve(2)'s.
  if (event != 0 || number == SIGTRAP) return;
  pending_signal_ = number;
  // The first process of a PID namespace ignores a signal for which it has no
  // handler.
  if (number != SIGALRM) return;
  has_hung_ = true;
  signal(SIGKILL);
}

std::optional<Stop> Tracee::stop() {
  if (WSTOPSIG(status_) != (SIGTRAP | 0x80)) {
    note_stop();
    return std::nullopt;
  }
  Stop info{};
  if (::ptrace(PTRACE_GET_SYSCALL_INFO, pid_, sizeof info, &info) < 0)
    return std::nullopt;
  return info;
}

void Tracee::signal(int number) const { ::kill(pid_, number); }

std::string Tracee::file_behind(std::uint64_t fd) const {
  const std::string path =
      read_link(fmt::format("/proc/{}/fd/{}", pid_, fd)).value_or("");
  // Seen from a chroot, files of another mount namespace have longer paths.
  const std::size_t proc = path.find("/proc/");
  return proc == path.npos ? path : path.substr(proc);
}

std::string Tracee::text_at(std::uint64_t address) const {
  std::array<char, 256> text{};
  const ssize_t got = ::pread(memory_.get(), text.data(), text.size() - 1,
                              static_cast<off_t>(address));
  return got > 0 ? text.data() : "";
}

int Tracee::exit_code() const {
  return WIFEXITED(status_) ? WEXITSTATUS(status_) : 128 + WTERMSIG(status_);
}

#if defined(__x86_64__)

void Tracee::skip_call() const {
  ::ptrace(PTRACE_POKEUSER, pid_, offsetof(user_regs_struct, orig_rax), -1L);
}

void Tracee::fail_call(int error) const {
  ::ptrace(PTRACE_POKEUSER, pid_, offsetof(user_regs_struct, rax),
           -static_cast<long>(error));
}

#elif defined(__aarch64__)

void Tracee::skip_call() const {
  int number = -1;
  iovec registers{&number, sizeof number};
  ::ptrace(PTRACE_SETREGSET, pid_, NT_ARM_SYSTEM_CALL, &registers);
}

void Tracee::fail_call(int error) const {
  user_regs_struct values{};
  iovec registers{&values, sizeof values};
  ::ptrace(PTRACE_GETREGSET, pid_, NT_PRSTATUS, &registers);
  values.regs[0] = static_cast<std::uint64_t>(-static_cast<long>(error));
  ::ptrace(PTRACE_SETREGSET, pid_, NT_PRSTATUS, &registers);
}

#else
#error "how a system call is skipped depends on the machine"
#endif

}  // namespace skep::test
