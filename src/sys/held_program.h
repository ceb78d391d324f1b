// A program that is started, and waits before its first instruction until it is
// let go.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "src/sys/fd.h"

namespace skep {

// Where what a program prints goes: where ours goes, or to standard error.
enum class ProgramOutput { ours, errors };

// It does not outlive this: the destructor ends it, by SIGTERM and, if that
// does not help within a moment, by SIGKILL. When this process is killed, so is
// it; if it was not let go, it never runs.
class HeldProgram {
 public:
  // Start a program, which PATH finds by the first word.
  // Errors: Error when there is no such program, or it may not be run.
  explicit HeldProgram(const std::vector<std::string>& words,
                       ProgramOutput output = ProgramOutput::ours);
  HeldProgram(const HeldProgram&) = delete;
  HeldProgram& operator=(const HeldProgram&) = delete;
  ~HeldProgram();

  [[nodiscard]] pid_t pid() const { return pid_; }
  // A descriptor that poll(2) calls readable when it has ended.
  [[nodiscard]] int ending() const { return ending_.get(); }

  // Let it run, with more of an environment: "NAME=VALUE".
  // Errors: Error when it can't be run after all.
  void let_go(const std::vector<std::string>& environment = {});

  // Wait for its end.
  // Errors: Error of kind `interrupted` on a stop signal.
  void wait() const;
  // End it if it has not ended. Return its exit code; 128 + the signal that has
  // killed it.
  int end();

 private:
  [[nodiscard]] bool has_ended_within(std::chrono::milliseconds time) const;

  std::string name_;
  Fd gate_{};    // takes the environment; closed: don't run
  Fd report_{};  // tells why it could not be run
  pid_t pid_ = 0;
  Fd ending_{};
  std::optional<int> status_{};
};

}  // namespace skep
