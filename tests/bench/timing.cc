#include "tests/bench/timing.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::bench {
namespace {

constexpr int runs = 5;

// Run a program, its output thrown away; returns seconds.
double time_run(Words words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  const auto start = std::chrono::steady_clock::now();
  const pid_t pid = check(::fork(), "can't start {}", words[0]);
  if (pid == 0) {
    const int null = ::open("/dev/null", O_WRONLY);
    ::dup2(null, STDOUT_FILENO);
    ::execv(pointers[0], pointers.data());
    ::_exit(127);
  }
  int status = 0;
  check(::waitpid(pid, &status, 0), "can't wait for {}", words[0]);
  if (status != 0) throw failure("{} failed", join(words, " "));
  const auto end = std::chrono::steady_clock::now();
  return std::chrono::duration<double>(end - start).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

void print_head(const std::string& first, const std::string& second) {
  fmt::print("{:<34} {:>12} {:>12} {:>8}\n", "", first, second, "faster");
}

void compare(const std::string& what, const Words& first, const Words& second) {
  std::vector<double> ours;
  std::vector<double> theirs;
  for (int i = 0; i < runs; ++i) {
    ours.push_back(time_run(first));
    theirs.push_back(time_run(second));
  }
  fmt::print("{:<34} {:>9.1f} ms {:>9.1f} ms {:>7.1f}x\n", what,
             median(ours) * 1e3, median(theirs) * 1e3,
             median(theirs) / median(ours));
}

}  // namespace skep::bench
