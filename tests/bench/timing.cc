#include "tests/bench/timing.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <exception>

#include "src/sys/error.h"
#include "src/sys/fd.h"
#include "src/sys/file.h"
#include "src/sys/text.h"

namespace skep::bench {
namespace {

constexpr int runs = 5;

struct Cost {
  double seconds = 0;  // of CPU time
  long memory = 0;     // at most, in KiB
};

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) +
         static_cast<double>(time.tv_usec) / 1e6;
}

// Become a program; what it prints goes to `output`, or nowhere.
void execute(Words words, int output = -1) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  const int null = ::open("/dev/null", O_WRONLY);
  ::dup2(output >= 0 ? output : null, STDOUT_FILENO);
  ::execvp(pointers[0], pointers.data());
  ::_exit(127);
}

// Do some work in a process of its own.
Cost measure(const std::string& name, const std::function<void()>& work) {
  const pid_t pid = check(::fork(), "can't start {}", name);
  if (pid == 0) {
    try {
      work();
      ::_exit(0);
    } catch (const std::exception& error) {
      fmt::print(stderr, "{}\n", error.what());
      ::_exit(1);
    }
  }
  int status = 0;
  rusage used{};
  check(::wait4(pid, &status, 0, &used), "can't wait for {}", name);
  if (status != 0) throw failure("{} failed", name);
  return {seconds_of(used.ru_utime) + seconds_of(used.ru_stime),
          used.ru_maxrss};
}

Cost measure(const Words& words) {
  return measure(join(words, " "), [&] { execute(words); });
}

// Return the seconds until a program has written its first byte.
double wait_for_output(const Words& words) {
  std::array<int, 2> ends{};
  check(::pipe2(ends.data(), O_CLOEXEC), "can't make a pipe");
  const Fd from{ends[0]};
  Fd to{ends[1]};
  const auto start = std::chrono::steady_clock::now();
  const pid_t pid = check(::fork(), "can't start {}", words[0]);
  if (pid == 0) execute(words, to.get());
  to = Fd{};
  Byte first = 0;
  const bool has_written = read_once(from.get(), {&first, 1}) == 1;
  const std::chrono::duration<double> taken =
      std::chrono::steady_clock::now() - start;
  ::waitpid(pid, nullptr, 0);
  if (!has_written) throw failure("{} prints nothing", join(words, " "));
  return taken.count();
}

double median_time(std::vector<Cost> costs) {
  std::sort(costs.begin(), costs.end(),
            [](const Cost& a, const Cost& b) { return a.seconds < b.seconds; });
  return costs[costs.size() / 2].seconds;
}

// In MiB.
double peak_memory(const std::vector<Cost>& costs) {
  long peak = 0;
  for (const Cost& cost : costs) peak = std::max(peak, cost.memory);
  return static_cast<double>(peak) / 1024;
}

void print_row(const std::string& what, const std::vector<Cost>& first,
               const std::vector<Cost>& second) {
  const double ours = median_time(first);
  const double theirs = median_time(second);
  fmt::print(
      "{:<36} {:>9.1f} ms {:>9.1f} ms {:>7.1f}x {:>7.1f} MiB {:>7.1f} MiB\n",
      what, ours * 1e3, theirs * 1e3, theirs / ours, peak_memory(first),
      peak_memory(second));
}

}  // namespace

void print_head(const std::string& first, const std::string& second) {
  fmt::print("{:<36} {:>12} {:>12} {:>8} {:>11} {:>11}\n",
             "CPU time, peak memory", first, second, "faster", first, second);
}

void compare(const std::string& what, const std::function<void()>& first,
             const Words& second) {
  std::vector<Cost> ours;
  std::vector<Cost> theirs;
  for (int i = 0; i < runs; ++i) {
    ours.push_back(measure(what, first));
    theirs.push_back(measure(second));
  }
  print_row(what, ours, theirs);
}

void compare(const std::string& what, const Words& first, const Words& second) {
  compare(what, [&] { execute(first); }, second);
}

void measure_alone(const std::string& what, const Words& words) {
  const Cost cost = measure(words);
  fmt::print("{:<36} {:>9.1f} ms {:>12} {:>8} {:>7.1f} MiB\n", what,
             cost.seconds * 1e3, "", "", peak_memory({cost}));
}

void measure_first_output(const std::string& what, const Words& words) {
  std::vector<double> waits;
  for (int i = 0; i < 31; ++i) waits.push_back(wait_for_output(words));
  std::sort(waits.begin(), waits.end());
  fmt::print("{:<36} {:>9.1f} ms, at best {:.1f} ms\n", what,
             waits[waits.size() / 2] * 1e3, waits.front() * 1e3);
}

Words words_of(const std::string& line) { return split(line, ' '); }

}  // namespace skep::bench
