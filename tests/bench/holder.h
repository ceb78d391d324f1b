// What is measured, held by a process of its own: the children of a benchmark
// that holds much would pay for it.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <functional>
#include <string>

namespace skep::bench {

class Holder {
 public:
  // Run `make` in a new process, the first of a namespace of processes, and
  // wait until it has returned. What that holds, its own processes too, is
  // there until the holder goes.
  // Errors: Error that names `what` when it fails.
  Holder(const std::string& what, const std::function<void()>& make);
  Holder(const Holder&) = delete;
  Holder& operator=(const Holder&) = delete;
  ~Holder();

  [[nodiscard]] pid_t pid() const { return pid_; }

 private:
  pid_t pid_;
};

// Allow this process to hold so many descriptors.
void allow_descriptors(std::size_t count);

}  // namespace skep::bench
