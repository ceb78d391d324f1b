// A run of skep that watches something, which changes meanwhile.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

#include "tests/e2e/harness.h"

namespace skep::test {

class Watched {
 public:
  // Run skep with the words of a line; call `change` every few milliseconds.
  Watched(std::string_view line,
          std::function<void(std::uint64_t round)> change);
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;
  ~Watched();

  std::string next_line() { return watch_.first_line(); }
  // Check that it ends in good order, by a signal or by itself; return what is
  // left of its output.
  std::string end_by(int signal);
  std::string end();

 private:
  void stop_changing();

  Background watch_;
  std::atomic<bool> is_over_ = false;
  std::thread changing_;
};

}  // namespace skep::test
