#include "src/sys/run_program.h"

#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

#include "src/sys/error.h"
#include "src/sys/fd.h"
#include "src/sys/file.h"
#include "src/sys/pidfd.h"
#include "src/sys/signals.h"

namespace skep {
namespace {

// Files in memory neither fill up nor block, as pipes do.
Fd make_memory_file(const char* name) {
  return Fd{
      check(::memfd_create(name, MFD_CLOEXEC), "can't make room for {}", name)};
}

Bytes content_of(const Fd& file) {
  check(::lseek(file.get(), 0, SEEK_SET), "can't read what was written");
  Bytes content;
  std::array<Byte, 1U << 16U> piece{};
  while (const auto size =
             check(read_once(file.get(), piece), "can't read what was written"))
    content.insert(content.end(), piece.begin(), piece.begin() + size);
  return content;
}

// How a program starts: three descriptors, and signals as usual.
class Start {
 public:
  explicit Start(std::array<int, 3> descriptors) {
    ::posix_spawn_file_actions_init(&actions_);
    for (int i = 0; const int descriptor : descriptors)
      ::posix_spawn_file_actions_adddup2(&actions_, descriptor, i++);
    ::posix_spawnattr_init(&attributes_);
    ::sigset_t ignored;
    sigemptyset(&ignored);
    sigaddset(&ignored, SIGPIPE);
    ::posix_spawnattr_setsigdefault(&attributes_, &ignored);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF);
  }
  Start(const Start&) = delete;
  Start& operator=(const Start&) = delete;
  ~Start() {
    ::posix_spawnattr_destroy(&attributes_);
    ::posix_spawn_file_actions_destroy(&actions_);
  }

  [[nodiscard]] pid_t run(const std::vector<std::string>& words) const {
    std::vector<char*> argv;
    for (const std::string& word : words)
      argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    pid_t pid = 0;
    const int error = ::posix_spawnp(&pid, argv.front(), &actions_,
                                     &attributes_, argv.data(), environ);
    if (error != 0) throw system_error(error, "can't run {}", words.front());
    return pid;
  }

 private:
  ::posix_spawn_file_actions_t actions_{};
  ::posix_spawnattr_t attributes_{};
};

// A program that runs. It does not outlive this.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (pid_ == 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }

  // Wait for its end, or for a stop signal.
  [[nodiscard]] int wait() {
    const Fd ending = open_process(static_cast<std::uint32_t>(pid_));
    while (!wait_for_input(ending.get(), std::nullopt)) throw_if_stopped();
    int status = 0;
    check(::waitpid(pid_, &status, 0), "can't wait for process {}", pid_);
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  pid_t pid_;
};

}  // namespace

ProgramResult run_program(const std::vector<std::string>& words,
                          ByteView input) {
  const Fd in = make_memory_file("input");
  const Fd out = make_memory_file("output");
  const Fd errors = make_memory_file("errors");
  write_all(in.get(), input, "the input of " + words.front());
  check(::lseek(in.get(), 0, SEEK_SET), "can't rewind the input");
  ProgramResult result;
  result.exit =
      Child{Start{{in.get(), out.get(), errors.get()}}.run(words)}.wait();
  result.output = content_of(out);
  result.errors = text_of(content_of(errors));
  return result;
}

}  // namespace skep
