#include "tests/e2e/traced.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "src/sys/error.h"
#include "src/sys/fd.h"
#include "tests/e2e/tracee.h"

namespace skep::test {
namespace {

// Under sanitizers a run takes a second or two.
constexpr unsigned time_limit_s = 30;

// What the arguments of a call are.
enum class Subject { none, number, descriptor, path, path_at };

struct KnownCall {
  std::uint64_t number;
  std::string_view name;
  Subject subject;
};

// The calls that a fault can hit. mremap(2) is left out: the C library takes a
// failure of it as it takes that of mmap(2).
constexpr std::array known_calls{
    KnownCall{SYS_bpf, "bpf", Subject::number},
    KnownCall{SYS_openat, "openat", Subject::path_at},
    KnownCall{SYS_read, "read", Subject::descriptor},
    KnownCall{SYS_pread64, "pread64", Subject::descriptor},
    KnownCall{SYS_write, "write", Subject::descriptor},
    KnownCall{SYS_mmap, "mmap", Subject::none},
    KnownCall{SYS_newfstatat, "newfstatat", Subject::path_at},
    KnownCall{SYS_statfs, "statfs", Subject::path},
    KnownCall{SYS_faccessat2, "faccessat2", Subject::path_at},
    KnownCall{SYS_mkdirat, "mkdirat", Subject::path_at},
    KnownCall{SYS_readlinkat, "readlinkat", Subject::path_at},
    KnownCall{SYS_getdents64, "getdents64", Subject::descriptor},
    KnownCall{SYS_lseek, "lseek", Subject::descriptor},
    KnownCall{SYS_ioctl, "ioctl", Subject::descriptor},
    KnownCall{SYS_fcntl, "fcntl", Subject::descriptor},
    KnownCall{SYS_dup, "dup", Subject::descriptor},
    KnownCall{SYS_dup3, "dup3", Subject::descriptor},
    KnownCall{SYS_memfd_create, "memfd_create", Subject::none},
    KnownCall{SYS_perf_event_open, "perf_event_open", Subject::none},
    KnownCall{SYS_socket, "socket", Subject::number},
    KnownCall{SYS_bind, "bind", Subject::descriptor},
    KnownCall{SYS_sendto, "sendto", Subject::descriptor},
    KnownCall{SYS_recvmsg, "recvmsg", Subject::descriptor},
    KnownCall{SYS_uname, "uname", Subject::none},
#ifdef SYS_mkdir
    KnownCall{SYS_mkdir, "mkdir", Subject::path},
#endif
#ifdef SYS_readlink
    KnownCall{SYS_readlink, "readlink", Subject::path},
#endif
#ifdef SYS_access
    KnownCall{SYS_access, "access", Subject::path},
#endif
};

// An unnamed file to write to: it never blocks, unlike a pipe.
Fd make_file() {
  return Fd{check(::memfd_create("output", MFD_CLOEXEC), "can't make a file")};
}

std::string text_of(const Fd& file) {
  std::string text(static_cast<std::size_t>(::lseek(file.get(), 0, SEEK_END)),
                   '\0');
  check(::pread(file.get(), text.data(), text.size(), 0), "can't read output");
  return text;
}

void mount_at(const char* type, const char* source, const char* place,
              unsigned long flags) {
  const int result = ::mount(source, place, type, flags, nullptr);
  // A tracefs that is there already is as good.
  if (result < 0 && errno == EBUSY) return;
  check(result, "can't mount {} at {}", source, place);
}

[[noreturn]] void become_skep(std::string_view line, const std::string& pins,
                              const Fd& out, const Fd& err) noexcept {
  std::vector<std::string> argv = split_words(line);
  std::vector<char*> words{const_cast<char*>(skep_program().c_str())};
  for (std::string& word : argv) words.push_back(word.data());
  words.push_back(nullptr);
  mount_apart(pins);
  for (const int signal : {SIGHUP, SIGINT, SIGTERM, SIGPIPE})
    ::signal(signal, SIG_DFL);
  ::setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
  ::dup2(::open("/dev/null", O_RDONLY | O_CLOEXEC), STDIN_FILENO);
  ::dup2(out.get(), STDOUT_FILENO);
  ::dup2(err.get(), STDERR_FILENO);
  // What the tests were given open is nothing that skep leaves open.
  ::close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
  // Outlives exec: nobody waits for ever.
  ::alarm(time_limit_s);
  ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
  ::execv(words[0], words.data());
  ::_exit(127);
}

const KnownCall* find_call(std::uint64_t number) {
  const auto found = std::find_if(
      known_calls.begin(), known_calls.end(),
      [&](const KnownCall& call) { return call.number == number; });
  return found == known_calls.end() ? nullptr : &*found;
}

std::string describe_file(std::uint64_t fd, const Tracee& tracee) {
  return fd <= STDERR_FILENO ? std::to_string(fd) : tracee.file_behind(fd);
}

// Tell what a call is about, from its first two arguments.
std::string describe(Subject subject, std::uint64_t first, std::uint64_t second,
                     const Tracee& tracee) {
  switch (subject) {
    case Subject::none:
      return "";
    case Subject::number:
      return std::to_string(first);
    case Subject::descriptor:
      return describe_file(first, tracee);
    case Subject::path:
      return tracee.text_at(first);
    case Subject::path_at:
      break;
  }
  const std::string path = tracee.text_at(second);
  return path.empty() ? describe_file(first, tracee) : path;
}

SystemCall describe(const Stop& stop, const Tracee& tracee) {
  const KnownCall* call = find_call(stop.entry.nr);
  if (call == nullptr) return {"other", std::to_string(stop.entry.nr)};
  const auto& args = stop.entry.args;
  return {std::string{call->name},
          describe(call->subject, args[0], args[1], tracee)};
}

// Ends the set-up of skep's signals; no library does it.
bool is_ready(const Stop& stop) {
  return stop.entry.nr == SYS_rt_sigaction && stop.entry.args[0] == SIGPIPE;
}

// Follows one run, call by call.
class Follower {
 public:
  Follower(Tracee& tracee, const Disturbance& disturbance)
      : tracee_(tracee), disturbance_(disturbance) {}

  std::vector<SystemCall> run() {
    while (!is_done_ && tracee_.go_on())
      if (const auto stop = tracee_.stop()) {
        if (stop->op == PTRACE_SYSCALL_INFO_ENTRY) enter(*stop);
        if (stop->op == PTRACE_SYSCALL_INFO_EXIT) leave();
      }
    if (is_done_) tracee_.finish();
    return std::move(calls_);
  }

 private:
  void enter(const Stop& stop) {
    if (!is_ready_) {
      is_ready_ = is_ready(stop);
      return;
    }
    calls_.push_back(describe(stop, tracee_));
    if (disturbance_.error == 0 && disturbance_.signal == 0) return;
    const bool is_hit = calls_.size() - 1 == disturbance_.at;
    if (is_hit && disturbance_.signal != 0) tracee_.signal(disturbance_.signal);
    fails_ = disturbance_.error != 0 && (is_hit || goes_on()) &&
             may_fail(calls_.back());
    if (fails_) tracee_.skip_call();
    is_done_ = is_hit && !fails_;
  }

  [[nodiscard]] bool goes_on() const {
    return disturbance_.goes_on && calls_.size() > disturbance_.at &&
           calls_.back().name == calls_[disturbance_.at].name;
  }

  void leave() {
    if (!fails_) return;
    tracee_.fail_call(disturbance_.error);
    fails_ = false;
    is_done_ = !disturbance_.goes_on;
  }

  Tracee& tracee_;
  const Disturbance& disturbance_;
  bool is_ready_ = false;
  bool fails_ = false;  // the call that is being made
  bool is_done_ = false;
  std::vector<SystemCall> calls_{};
};

}  // namespace

void mount_apart(const std::string& pins) {
  check(::unshare(CLONE_NEWNS), "can't have mounts of one's own");
  mount_at(nullptr, "none", "/", MS_REC | MS_PRIVATE);
  mount_at("proc", "proc", "/proc", 0);
  mount_at("tracefs", "tracefs", "/sys/kernel/tracing", 0);
  mount_at(nullptr, pins.c_str(), "/sys/fs/bpf", MS_BIND);
}

TracedRun run_traced(std::string_view line, const std::string& pins,
                     const Disturbance& disturbance) {
  const Fd out = make_file();
  const Fd err = make_file();
  // A fork whose child is the first process of a PID namespace.
  constexpr long flags = CLONE_NEWPID | SIGCHLD;
  const auto pid = static_cast<pid_t>(
      check(::syscall(SYS_clone, flags, 0, 0, 0, 0), "can't start a process"));
  if (pid == 0) become_skep(line, pins, out, err);
  Tracee tracee{pid};
  TracedRun run;
  run.calls = Follower{tracee, disturbance}.run();
  run.result = {tracee.exit_code(), text_of(out), text_of(err)};
  run.has_hung = tracee.has_hung();
  run.left_open = tracee.left_open();
  return run;
}

bool is_sanitized() {
  static const bool result = [] {
    const std::string program = read_text(skep_program());
    return program.find("__asan_init") != program.npos ||
           program.find("__tsan_init") != program.npos;
  }();
  return result;
}

bool may_fail(const SystemCall& call) {
  // A sanitizer maps memory, and finds out by a pipe what memory there is.
  if (is_sanitized() &&
      (call.name == "mmap" || call.text().starts_with("write pipe:")))
    return false;
  return std::any_of(
      known_calls.begin(), known_calls.end(),
      [&](const KnownCall& known) { return known.name == call.name; });
}

}  // namespace skep::test
