// Events of 64 bytes through a ring buffer of 1 MiB, printed as lines of JSON:
// at which rate the first ones are lost, beside a loader written by hand.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <ctime>
#include <string>

#include "src/sys/error.h"
#include "src/sys/fd.h"
#include "src/sys/text.h"
#include "tests/bench/suites.h"
#include "tests/bench/timing.h"

namespace skep::bench {
namespace {

constexpr std::uint64_t wanted_rate = 100'000;
constexpr unsigned wanted_seconds = 10;
// Where the loss begins is looked for in shorter runs.
constexpr unsigned seconds = 2;
constexpr std::uint64_t highest_rate = 6'400'000;
constexpr double precision = 1.1;

// Who shows events while a command runs that sends them.
struct Contender {
  std::string name;
  Words words;
  bool takes_line;  // the command is one word, not the rest
};

struct Outcome {
  std::uint64_t sent = 0;
  std::uint64_t shown = 0;
  double cpu = 0;  // seconds, with those of the sender

  [[nodiscard]] std::uint64_t lost() const { return sent - shown; }
};

std::string own_path() {
  std::array<char, 4096> path{};
  const ssize_t size = check(
      ::readlink("/proc/self/exe", path.data(), path.size()), "who am I?");
  return {path.data(), static_cast<std::size_t>(size)};
}

Words sender_of(std::uint64_t rate, unsigned time) {
  return {own_path(), "send", std::to_string(rate), std::to_string(time)};
}

[[noreturn]] void execute(Words words, int out) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(::open("/dev/null", O_WRONLY), STDERR_FILENO);
  ::execv(pointers[0], pointers.data());
  ::_exit(127);
}

// Read all that comes; return the last line and how many there were.
std::pair<std::string, std::uint64_t> read_lines(int fd) {
  static std::array<char, 1U << 20U> chunk;
  std::string last;
  std::uint64_t count = 0;
  while (true) {
    const ssize_t got =
        check(::read(fd, chunk.data(), chunk.size()), "can't read the events");
    if (got == 0) break;
    const std::string_view text{chunk.data(), static_cast<std::size_t>(got)};
    count += static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
    last += text;
    const auto end = last.rfind('\n', last.size() - 2);
    if (end != last.npos) last.erase(0, end + 1);
  }
  return {last, count};
}

// Return the number behind "shown": of the last line.
std::uint64_t shown_of(const std::string& line) {
  constexpr std::string_view key = "\"shown\":";
  const auto start = line.find(key);
  if (start == line.npos) throw failure("no end: {}", line);
  return std::stoull(line.substr(start + key.size()));
}

Outcome measure(const Contender& contender, std::uint64_t rate, unsigned time) {
  Words words = contender.words;
  const Words sender = sender_of(rate, time);
  if (contender.takes_line)
    words.push_back(join(sender, " "));
  else
    words.insert(words.end(), sender.begin(), sender.end());
  std::array<int, 2> ends{};
  check(::pipe2(ends.data(), O_CLOEXEC), "can't make a pipe");
  Fd in{ends[0]};
  Fd out{ends[1]};
  // As large as it may be: who reads is not what is measured.
  static_cast<void>(::fcntl(out.get(), F_SETPIPE_SZ, 1 << 20));
  const pid_t pid = check(::fork(), "can't start {}", contender.name);
  if (pid == 0) execute(std::move(words), out.get());
  out = Fd{};
  const auto [last, lines] = read_lines(in.get());
  int status = 0;
  rusage used{};
  check(::wait4(pid, &status, 0, &used), "can't wait for {}", contender.name);
  if (status != 0) throw failure("{} failed", contender.name);
  const auto in_seconds = [](const timeval& part) {
    return static_cast<double>(part.tv_sec) +
           static_cast<double>(part.tv_usec) / 1e6;
  };
  const Outcome outcome{
      .sent = rate * time,
      .shown = shown_of(last),
      .cpu = in_seconds(used.ru_utime) + in_seconds(used.ru_stime)};
  if (lines < outcome.shown) throw failure("{} hides events", contender.name);
  return outcome;
}

// Return the highest rate at which nothing is lost: it is doubled until
// something is, then what lies between is halved.
std::uint64_t rate_without_loss(const Contender& contender) {
  const auto loses = [&](std::uint64_t rate) {
    return measure(contender, rate, seconds).lost() != 0;
  };
  std::uint64_t low = wanted_rate / 2;
  std::uint64_t high = wanted_rate;
  while (high <= highest_rate && !loses(high)) {
    low = high;
    high *= 2;
  }
  while (static_cast<double>(high) / static_cast<double>(low) > precision) {
    const std::uint64_t middle = (low + high) / 2;
    (loses(middle) ? high : low) = middle;
  }
  return low;
}

void print_row(const Contender& contender) {
  const Outcome outcome = measure(contender, wanted_rate, wanted_seconds);
  const std::uint64_t rate = rate_without_loss(contender);
  fmt::print("{:<24} {:>9} {:>9} {:>8.2f} s {:>12}\n", contender.name,
             outcome.shown, outcome.lost(), outcome.cpu, rate);
}

}  // namespace

void send_events(std::uint64_t rate, unsigned time) {
  constexpr std::uint64_t most_at_once = 0xffff;
  timespec next{};
  ::clock_gettime(CLOCK_MONOTONIC, &next);
  std::uint64_t sent = 0;
  for (std::uint64_t tick = 1; tick <= time * std::uint64_t{1000}; ++tick) {
    while (sent < rate * tick / 1000) {
      const auto count = std::min(rate * tick / 1000 - sent, most_at_once);
      ::getpgid(static_cast<pid_t>(0x5eed0000 + count));
      sent += count;
    }
    next.tv_nsec += 1'000'000;
    if (next.tv_nsec >= 1'000'000'000) {
      next.tv_nsec -= 1'000'000'000;
      ++next.tv_sec;
    }
    ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, nullptr);
  }
}

void run_events() {
  const std::string object = SKEP_BPF_DIR "/bursts.bpf.o";
  fmt::print("{:<24} {:>9} {:>9} {:>10} {:>12}\n",
             fmt::format("{} events in {} s", wanted_rate * wanted_seconds,
                         wanted_seconds),
             "shown", "lost", "CPU time", "no loss at/s");
  print_row({"skep run",
             {SKEP_PROGRAM, "run", object, "--format", "ndjson", "--no-maps",
              "--exec"},
             true});
  print_row({"a loader by hand", {SKEP_MINIMAL_LOADER, object}, false});
}

}  // namespace skep::bench
