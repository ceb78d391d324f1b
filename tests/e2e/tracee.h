// A process under ptrace(2), that stops before and after each system call.
#pragma once

#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/wait.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/sys/fd.h"

namespace skep::test {

// What the kernel tells about a stop.
using Stop = __ptrace_syscall_info;

class Tracee {
 public:
  // Take over a child that has called PTRACE_TRACEME, and is about to run a
  // program.
  explicit Tracee(pid_t pid);

  // Let it run to its next stop; false when it has ended.
  bool go_on();
  // Let it run to its end, without stops for system calls.
  void finish();
  // Was it killed because its alarm rang?
  [[nodiscard]] bool has_hung() const { return has_hung_; }
  // Return what it still had open when it ended by itself, but for standard
  // input, output and error.
  [[nodiscard]] const std::vector<std::string>& left_open() const {
    return left_open_;
  }
  // Return the system call that it is about to make, or has made; nullopt if
  // it stopped for another reason.
  std::optional<Stop> stop();

  // About to make a call: make none.
  void skip_call() const;
  // Has made no call: let it see a failed one.
  void fail_call(int error) const;
  void signal(int number) const;

  // Return what one of its descriptors refers to: a path, mostly.
  [[nodiscard]] std::string file_behind(std::uint64_t fd) const;
  // Read a text of its memory; empty if there is none, cut if it is long.
  [[nodiscard]] std::string text_at(std::uint64_t address) const;
  // Exit code of what has ended; 128 + signal if killed by one.
  [[nodiscard]] int exit_code() const;

 private:
  void wait();
  void go_on_by(__ptrace_request request);
  void note_stop();

  pid_t pid_;
  int status_ = 0;
  int pending_signal_ = 0;
  bool has_hung_ = false;
  std::vector<std::string> left_open_{};
  Fd memory_;
};

}  // namespace skep::test
