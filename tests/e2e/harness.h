// What every end-to-end test uses: programs run, their results, and a world
// of its own (directories, a BPF file system) that goes away with the test.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace skep::test {

struct Result {
  int exit = -1;  // exit code; 128 + signal if killed by one
  std::string out;
  std::string err;

  // Parse the output as one JSON document; the test fails if it is not.
  [[nodiscard]] nlohmann::ordered_json json() const;
};

struct RunOptions {
  std::string input{};        // what the program reads
  std::string output_file{};  // where its output goes instead of Result::out
  uid_t uid = 0;              // who runs it
};

// Run a program to its end. After a minute it is killed: the test fails.
Result run(const std::vector<std::string>& argv,
           const RunOptions& options = {});

// Split a line into words as a shell does; 'a b' and "a b" are one word.
std::vector<std::string> split_words(std::string_view line);

// Let the words of a command that goes on until a signal comes end it soon.
std::vector<std::string> with_an_end(std::vector<std::string> words);

// Return the path of the program under test: $SKEP_TEST_PROGRAM, such as one
// with sanitizers, or the one that was built with the tests.
const std::string& skep_program();
// Return that of the real bpftool.
const std::string& bpftool_program();

// Run skep, or the real bpftool, with the words of a line.
Result skep(std::string_view line, const RunOptions& options = {});
Result bpftool(std::string_view line, const RunOptions& options = {});
// Run skep as nobody, whom a copy of it is lent to: the program may stand where
// nobody can reach it.
Result skep_as_nobody(std::string_view line);
// Run a line by sh.
Result shell(const std::string& line);

// Run skep and require that it succeeds.
Result skep_ok(std::string_view line);

// Check that skep fails on a line with this exit code, that the message holds
// these words, and that with -j it is one JSON document with an "error".
void check_fails(std::string_view line, int exit,
                 std::initializer_list<std::string_view> words);

// A program that goes on while the test does; ended by the destructor.
class Background {
 public:
  explicit Background(const std::vector<std::string>& argv);
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;
  ~Background();
  [[nodiscard]] pid_t pid() const { return pid_; }
  // Wait until its output has a line feed; return what came until then.
  std::string first_line();
  void signal(int number) const;
  // Wait for its end; return its exit code and the rest of its output.
  Result wait();

 private:
  pid_t pid_ = -1;
  int out_ = -1;
  int err_ = -1;
};

// Start skep with the words of a line.
Background start_skep(std::string_view line);

// Is a process asleep, again and again? Waits a little for that.
bool is_idle(pid_t pid);
// Does a process handle a signal? Waits until it does.
bool handles(pid_t pid, int signal);
// How long a process has run in the kernel, in ticks of the clock.
std::uint64_t kernel_time_of(pid_t pid);

// A directory of the test's own, removed with all that is in it.
class TempDir {
 public:
  enum class Access { owner, everybody };
  explicit TempDir(Access access = Access::owner);
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir();
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string operator/(std::string_view name) const;

 private:
  std::string path_;
};

// A BPF file system of the test's own, unmounted with all pins in it.
class Bpffs {
 public:
  Bpffs();
  Bpffs(const Bpffs&) = delete;
  Bpffs& operator=(const Bpffs&) = delete;
  ~Bpffs();
  [[nodiscard]] const std::string& path() const { return dir_.path(); }
  [[nodiscard]] std::string operator/(std::string_view name) const;

 private:
  TempDir dir_;
};

// Return the path of the object compiled from tests/bpf/NAME.bpf.c.
std::string bpf_object(std::string_view name);

// Return the id that `skep -j KIND show pinned PATH` tells.
std::uint32_t id_of_pinned(std::string_view kind, const std::string& path);

// Return a name that no other test uses at the same time, 15 characters at
// the most; of `start` the first eight.
std::string unique_name(std::string_view start);

void write_file(const std::string& path, std::string_view text);
std::string read_text(const std::string& path);

// Try until `condition` holds, for as long as that may take on a busy machine;
// return whether it did.
template <typename F>
bool eventually(F&& condition) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::minutes{1};
  while (true) {
    if (condition()) return true;
    if (Clock::now() >= end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
}

}  // namespace skep::test
