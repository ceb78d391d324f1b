#include "tests/e2e/harness.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "src/sys/text.h"

namespace skep::test {
namespace {

using Json = nlohmann::ordered_json;

constexpr int time_limit_ms = 60'000;

[[noreturn]] void give_up(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

struct Pipe {
  int read_end = -1;
  int write_end = -1;
  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) give_up("pipe");
    read_end = ends[0];
    write_end = ends[1];
  }
};

std::vector<char*> pointers_to(const std::vector<std::string>& argv) {
  std::vector<char*> pointers;
  for (const std::string& word : argv)
    pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// Whoever runs the tests may ignore signals (nohup): the program must not.
constexpr std::array default_signals{SIGHUP, SIGINT, SIGTERM, SIGPIPE};

// Owns what posix_spawn(3) is told.
class SpawnOrders {
 public:
  SpawnOrders(int in, int out, int err) {
    ::posix_spawn_file_actions_init(&files_);
    ::posix_spawn_file_actions_adddup2(&files_, in, STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&files_, out, STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&files_, err, STDERR_FILENO);
    sigset_t signals;
    ::sigemptyset(&signals);
    for (const int signal : default_signals) ::sigaddset(&signals, signal);
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawnattr_setsigdefault(&attributes_, &signals);
    ::posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGDEF);
  }
  SpawnOrders(const SpawnOrders&) = delete;
  SpawnOrders& operator=(const SpawnOrders&) = delete;
  ~SpawnOrders() {
    ::posix_spawn_file_actions_destroy(&files_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  [[nodiscard]] const posix_spawn_file_actions_t* files() const {
    return &files_;
  }
  [[nodiscard]] const posix_spawnattr_t* attributes() const {
    return &attributes_;
  }

 private:
  posix_spawn_file_actions_t files_{};
  posix_spawnattr_t attributes_{};
};

// Start a program with these descriptors; quicker than fork(2),
// which copies the tables of a large process.
pid_t start(const std::vector<std::string>& argv, int in, int out, int err) {
  const SpawnOrders orders{in, out, err};
  pid_t pid = 0;
  errno =
      ::posix_spawnp(&pid, argv[0].c_str(), orders.files(), orders.attributes(),
                     pointers_to(argv).data(), environ);
  if (errno != 0) give_up("can't run " + argv[0]);
  return pid;
}

// The same as another user, who may have no way to where the program is.
pid_t start_as(uid_t uid, const std::vector<std::string>& argv, int in, int out,
               int err) {
  const pid_t pid = ::fork();
  if (pid < 0) give_up("fork");
  if (pid > 0) return pid;
  for (const int signal : default_signals) ::signal(signal, SIG_DFL);
  ::dup2(in, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  const int program = ::open(argv[0].c_str(), O_RDONLY | O_CLOEXEC);
  if (::setgid(uid) != 0 || ::setuid(uid) != 0) ::_exit(126);
  ::fexecve(program, pointers_to(argv).data(), environ);
  ::_exit(127);
}

std::FILE* open_input(const std::string& text) {
  if (text.empty()) return std::fopen("/dev/null", "re");
  std::FILE* input = std::tmpfile();
  std::fwrite(text.data(), 1, text.size(), input);
  std::fflush(input);
  std::rewind(input);
  return input;
}

// Read both pipes to their ends; kill `pid` when it takes too long.
void collect(pid_t pid, int out, int err, Result& result) {
  std::array<pollfd, 2> fds{{{out, POLLIN, 0}, {err, POLLIN, 0}}};
  const std::array<std::string*, 2> texts{&result.out, &result.err};
  std::array<char, 65536> chunk{};
  int open = 2;
  while (open > 0) {
    if (::poll(fds.data(), fds.size(), time_limit_ms) == 0) {
      ::kill(pid, SIGKILL);
      FAIL_CHECK("killed: no output for a minute");
      return;
    }
    for (std::size_t i = 0; i < fds.size(); ++i) {
      if (fds[i].fd < 0 || fds[i].revents == 0) continue;
      const ssize_t got = ::read(fds[i].fd, chunk.data(), chunk.size());
      if (got > 0) {
        texts[i]->append(chunk.data(), static_cast<std::size_t>(got));
      } else {
        ::close(fds[i].fd);
        fds[i].fd = -1;
        --open;
      }
    }
  }
}

int exit_of(pid_t pid) {
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::vector<std::string> with_program(const std::string& program,
                                      std::string_view line) {
  std::vector<std::string> argv = split_words(line);
  argv.insert(argv.begin(), program);
  return argv;
}

std::string with_option(std::string_view option, std::string_view line) {
  return std::string{option} + " " + std::string{line};
}

}  // namespace

Json Result::json() const {
  CAPTURE(err);
  CAPTURE(out);
  Json document;
  REQUIRE_NOTHROW(document = Json::parse(out));
  return document;
}

Result run(const std::vector<std::string>& argv, const RunOptions& options) {
  const Pipe out;
  const Pipe err;
  std::FILE* input = open_input(options.input);
  int target = out.write_end;
  if (!options.output_file.empty())
    target = ::open(options.output_file.c_str(), O_WRONLY | O_CLOEXEC);
  const int in = ::fileno(input);
  const pid_t pid =
      options.uid == 0 ? start(argv, in, target, err.write_end)
                       : start_as(options.uid, argv, in, target, err.write_end);
  if (target != out.write_end) ::close(target);
  ::close(out.write_end);
  ::close(err.write_end);
  std::fclose(input);
  Result result;
  collect(pid, out.read_end, err.read_end, result);
  result.exit = exit_of(pid);
  return result;
}

std::vector<std::string> split_words(std::string_view line) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  char quote = 0;
  for (const char c : line) {
    if (quote != 0) {
      if (c == quote)
        quote = 0;
      else
        word += c;
    } else if (c == '\'' || c == '"') {
      quote = c;
      in_word = true;
    } else if (c == ' ' || c == '\n') {
      if (in_word) words.push_back(std::exchange(word, {}));
      in_word = false;
    } else {
      word += c;
      in_word = true;
    }
  }
  if (in_word) words.push_back(word);
  return words;
}

std::vector<std::string> with_an_end(std::vector<std::string> words) {
  // Right behind the verb, where they are no value of an option.
  const auto insert = [&](const char* verb,
                          std::initializer_list<const char*> more) {
    const auto at = std::find(words.begin(), words.end(), verb);
    if (at != words.end()) words.insert(at + 1, more.begin(), more.end());
  };
  const auto has = [&](const char* word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  const bool is_stream = has("stdout") || has("stderr");
  if (has("prog") && has("tracelog") && (!is_stream || has("--follow")))
    insert("tracelog", {"--timeout", "0"});
  // What an example says itself comes later, and counts.
  for (std::size_t i = 1; i < words.size(); ++i)
    if (words[i - 1] == "--timeout" && parse_unsigned(words[i])) words[i] = "0";
  const bool goes_on = !has("--keep") && !has("--dry-run");
  if (has("run") && !has("prog") && goes_on) insert("run", {"--timeout", "0"});
  if (has("prog") && has("top")) {
    if (!has("--once") && !has("--count")) insert("top", {"--once"});
    insert("top", {"--interval", "0.01"});
  }
  return words;
}

const std::string& skep_program() {
  static const std::string path = [] {
    const char* given = std::getenv("SKEP_TEST_PROGRAM");
    return given != nullptr ? given : SKEP_PROGRAM;
  }();
  return path;
}

const std::string& bpftool_program() {
  static const std::string path = SKEP_BPFTOOL;
  return path;
}

Background start_skep(std::string_view line) {
  return Background{with_program(skep_program(), line)};
}

Result skep(std::string_view line, const RunOptions& options) {
  return run(with_program(skep_program(), line), options);
}

Result bpftool(std::string_view line, const RunOptions& options) {
  return run(with_program(bpftool_program(), line), options);
}

Result skep_as_nobody(std::string_view line) {
  constexpr uid_t nobody = 65534;
  return skep(line, {.uid = nobody});
}

Result shell(const std::string& line) { return run({"/bin/sh", "-c", line}); }

Result skep_ok(std::string_view line) {
  Result result = skep(line);
  CAPTURE(line);
  CAPTURE(result.err);
  CAPTURE(result.out);
  REQUIRE(result.exit == 0);
  return result;
}

void check_fails(std::string_view line, int exit,
                 std::initializer_list<std::string_view> words) {
  CAPTURE(line);
  const Result text = skep(line);
  CHECK(text.exit == exit);
  CHECK(text.err.find("Error: ") != std::string::npos);
  for (const std::string_view word : words) {
    CAPTURE(text.err);
    CAPTURE(word);
    CHECK(text.err.find(word) != std::string::npos);
  }
  const Result json = skep(with_option("-j", line));
  CHECK(json.exit == exit);
  const Json document = json.json();
  CHECK(document.contains("error"));
}

Background::Background(const std::vector<std::string>& argv) {
  const Pipe out;
  const Pipe err;
  const int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  pid_ = start(argv, null, out.write_end, err.write_end);
  ::close(null);
  ::close(out.write_end);
  ::close(err.write_end);
  out_ = out.read_end;
  err_ = err.read_end;
}

Background::~Background() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    exit_of(pid_);
  }
  if (out_ >= 0) ::close(out_);
  if (err_ >= 0) ::close(err_);
}

std::string Background::first_line() {
  std::string line;
  char c = 0;
  pollfd fd{out_, POLLIN, 0};
  while (::poll(&fd, 1, time_limit_ms) == 1 && ::read(out_, &c, 1) == 1) {
    if (c == '\n') break;
    line += c;
  }
  return line;
}

void Background::signal(int number) const { ::kill(pid_, number); }

Result Background::wait() {
  Result result;
  collect(pid_, out_, err_, result);
  result.exit = exit_of(pid_);
  pid_ = out_ = err_ = -1;
  return result;
}

bool is_idle(pid_t pid) {
  int times = 0;
  return eventually([&] {
    const std::string stat = read_text(fmt::format("/proc/{}/stat", pid));
    const bool sleeps = stat.find(") S ") != std::string::npos;
    times = sleeps ? times + 1 : 0;
    return times == 5;
  });
}

bool handles(pid_t pid, int signal) {
  return eventually([&] {
    constexpr std::string_view name = "SigCgt:";
    const std::string status = read_text(fmt::format("/proc/{}/status", pid));
    const std::size_t at = status.find(name);
    return at != std::string::npos &&
           (std::stoull(status.substr(at + name.size()), nullptr, 16) >>
                (signal - 1) &
            1U) != 0;
  });
}

std::uint64_t kernel_time_of(pid_t pid) {
  // Behind the name come the state and 11 numbers that are something else.
  constexpr std::size_t place = 12;
  const std::string stat = read_text(fmt::format("/proc/{}/stat", pid));
  const auto fields = split_words(stat.substr(stat.rfind(')') + 1));
  return fields.size() > place ? std::stoull(fields[place]) : 0;
}

TempDir::TempDir(Access access) {
  std::string name = std::filesystem::temp_directory_path() / "skep-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) give_up("mkdtemp");
  path_ = name;
  if (access == Access::everybody && ::chmod(name.c_str(), 0755) != 0)
    give_up("chmod");
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TempDir::operator/(std::string_view name) const {
  return path_ + "/" + std::string{name};
}

Bpffs::Bpffs() {
  if (::mount("bpf", path().c_str(), "bpf", 0, nullptr) != 0)
    give_up("can't mount a BPF file system at " + path());
}

Bpffs::~Bpffs() { ::umount2(path().c_str(), MNT_DETACH); }

std::string Bpffs::operator/(std::string_view name) const {
  return dir_ / name;
}

std::string bpf_object(std::string_view name) {
  return std::string{SKEP_BPF_DIR} + "/" + std::string{name} + ".bpf.o";
}

std::uint32_t id_of_pinned(std::string_view kind, const std::string& path) {
  const Result result =
      skep_ok("-j " + std::string{kind} + " show pinned " + path);
  return result.json()["id"].get<std::uint32_t>();
}

std::string unique_name(std::string_view start) {
  // Seven characters tell one test from all others.
  constexpr std::string_view digits = "0123456789abcdefghijklmnopqrstuvwxyz";
  static std::size_t count = 0;
  std::string rest;
  for (std::size_t number : {static_cast<std::size_t>(::getpid()), ++count}) {
    std::string part;
    for (int i = 0; i < 3; ++i, number /= digits.size())
      part.insert(part.begin(), digits[number % digits.size()]);
    rest += part;
  }
  return std::string{start.substr(0, 8)} + "_" + rest;
}

void write_file(const std::string& path, std::string_view text) {
  std::ofstream{path, std::ios::binary} << text;
}

std::string read_text(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream{path, std::ios::binary}.rdbuf();
  return text.str();
}

}  // namespace skep::test
