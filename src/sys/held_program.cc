#include "src/sys/held_program.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <utility>

#include "src/sys/bytes.h"
#include "src/sys/error.h"
#include "src/sys/file.h"
#include "src/sys/pidfd.h"
#include "src/sys/signals.h"
#include "src/sys/text.h"

namespace skep {
namespace {

// How long a program has to end in good order.
constexpr std::chrono::milliseconds patience{1000};

// What ends the environment in the gate.
constexpr char go = '\n';

struct Pipe {
  Fd out;
  Fd in;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  check(::pipe2(ends.data(), O_CLOEXEC), "can't make a pipe");
  return {Fd{ends[0]}, Fd{ends[1]}};
}

bool is_runnable(const std::string& path) {
  struct stat file{};
  if (::stat(path.c_str(), &file) != 0) return false;
  if (!S_ISREG(file.st_mode)) errno = EACCES;
  return S_ISREG(file.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

// Find a program as execvp(3) does, so that one that is not there is told
// before anything else is done.
void check_is_there(const std::string& name) {
  const auto refuse = [&](int code) {
    throw system_error(code, "can't run {}", name);
  };
  if (name.find('/') != name.npos) {
    if (!is_runnable(name)) refuse(errno);
    return;
  }
  const char* path = std::getenv("PATH");
  for (const std::string& directory :
       split(path != nullptr ? path : "/bin:/usr/bin", ':'))
    if (is_runnable((directory.empty() ? "." : directory) + "/" + name)) return;
  refuse(ENOENT);
}

// Read what is let through until the end of the environment; nothing if the
// gate was closed before.
std::optional<std::string> read_gate(int gate) {
  std::string text;
  std::array<char, 4096> piece{};
  while (true) {
    const ssize_t size = ::read(gate, piece.data(), piece.size());
    if (size <= 0) return std::nullopt;
    text.append(piece.data(), static_cast<std::size_t>(size));
    if (text.back() == go) return text;
  }
}

void set_environment(std::string_view text) {
  text.remove_suffix(1);
  for (const std::string& entry : split(text, '\0'))
    if (const auto equals = entry.find('='); equals != entry.npos)
      ::setenv(entry.substr(0, equals).c_str(),
               entry.substr(equals + 1).c_str(), 1);
}

// Signals have their usual effect, but for those that our parent ignores.
void reset_signals() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction action{};
    if (::sigaction(signal, nullptr, &action) == 0 &&
        action.sa_handler != SIG_IGN)
      std::signal(signal, SIG_DFL);
  }
  std::signal(SIGPIPE, SIG_DFL);
}

// What the new process does; it returns if the program can't be run.
void become(const std::vector<std::string>& words, int gate) {
  const auto environment = read_gate(gate);
  if (!environment) ::_exit(0);
  set_environment(*environment);
  std::vector<char*> argv;
  for (const std::string& word : words)
    argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  ::execvp(argv.front(), argv.data());
}

}  // namespace

HeldProgram::HeldProgram(const std::vector<std::string>& words,
                         ProgramOutput output)
    : name_(words.front()) {
  check_is_there(name_);
  Pipe gate = make_pipe();
  Pipe report = make_pipe();
  const pid_t parent = ::getpid();
  pid_ = check(::fork(), "can't run {}", name_);
  if (pid_ == 0) {
    reset_signals();
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    // It may have been killed, with the gate open, before this was said.
    if (::getppid() != parent) ::_exit(0);
    if (output == ProgramOutput::errors) ::dup2(STDERR_FILENO, STDOUT_FILENO);
    gate.in = Fd{};
    become(words, gate.out.get());
    const int code = errno;
    static_cast<void>(::write(report.in.get(), &code, sizeof(code)));
    ::_exit(127);
  }
  gate_ = std::move(gate.in);
  report_ = std::move(report.out);
  ending_ = open_process(static_cast<std::uint32_t>(pid_));
}

HeldProgram::~HeldProgram() { end(); }

void HeldProgram::let_go(const std::vector<std::string>& environment) {
  std::string text;
  for (const std::string& entry : environment) text += entry + '\0';
  write_all(gate_.get(), bytes_of(std::string_view{text += go}), "to " + name_);
  gate_ = Fd{};
  int code = 0;
  const ssize_t size = ::read(report_.get(), &code, sizeof(code));
  if (size == sizeof(code)) throw system_error(code, "can't run {}", name_);
}

void HeldProgram::wait() const {
  while (!wait_for_input(ending(), std::nullopt)) throw_if_stopped();
}

bool HeldProgram::has_ended_within(std::chrono::milliseconds time) const {
  using std::chrono::milliseconds;
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + time;
  pollfd polled{ending(), POLLIN, 0};
  while (true) {
    const auto left = std::max(
        milliseconds{}, std::chrono::ceil<milliseconds>(end - Clock::now()));
    const int result = ::poll(&polled, 1, static_cast<int>(left.count()));
    // A signal that comes meanwhile makes it no shorter.
    if (result >= 0 || errno != EINTR) return result == 1;
  }
}

int HeldProgram::end() {
  if (status_) return *status_;
  // Before the gate, it ends by itself.
  const bool is_held = gate_.is_open();
  gate_ = Fd{};
  if (!has_ended_within(is_held ? patience : std::chrono::milliseconds{})) {
    ::kill(pid_, SIGTERM);
    if (!has_ended_within(patience)) ::kill(pid_, SIGKILL);
  }
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return *status_;
}

}  // namespace skep
