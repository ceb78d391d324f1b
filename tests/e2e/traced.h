// skep run under ptrace(2), so that one of its system calls can be made to
// fail, or a signal be sent right before it. Calls are counted from the point
// where skep has set up its signals: what the loader and the libraries do
// before main() is none of its business. A run sees no other processes, so that
// it makes the same calls each time.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tests/e2e/harness.h"

namespace skep::test {

// Is the program built with a sanitizer? Then it takes much longer, and ends
// when there is no memory.
bool is_sanitized();

// A system call that a run made.
struct SystemCall {
  std::string name;  // "openat"
  // What it was about: a path, the number of a command or a descriptor.
  std::string subject;

  [[nodiscard]] std::string text() const { return name + " " + subject; }
};

// What happens to a run at one of its calls.
struct Disturbance {
  std::size_t at = 0;    // counted from 0
  int error = 0;         // errno value that the call fails with; 0: none
  bool goes_on = false;  // so do all later calls of this name
  int signal = 0;        // comes before the call; 0: none
};

struct TracedRun {
  Result result;
  // Those up to the disturbance.
  std::vector<SystemCall> calls;
  // Was it killed because it took too long?
  bool has_hung = false;
  // What it had open at its end, but for standard input, output and error.
  std::vector<std::string> left_open{};
};

// Give this process mounts of its own: `pins` (a directory) at /sys/fs/bpf, a
// tracefs where libbpf looks for it, and a /proc of its PID namespace.
void mount_apart(const std::string& pins);

// Run skep to its end, with mounts of its own.
// Sanitizers leave out their search for leaks, which needs ptrace(2) itself.
TracedRun run_traced(std::string_view line, const std::string& pins,
                     const Disturbance& disturbance = {});

// Can a call of this name be made to fail? Not those that always succeed, that
// undo something, or that are the C library's own affair.
bool may_fail(const SystemCall& call);

}  // namespace skep::test
