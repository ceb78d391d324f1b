// Many commands in one process, as in a batch that does not end: whether they
// succeed or fail, none leaves a descriptor or memory behind.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <functional>

#include "commands/table.h"
#include "src/cli/run.h"
#include "src/sys/error.h"
#include "tests/e2e/features.h"
#include "tests/e2e/stage.h"

namespace skep::test {
namespace {

namespace fs = std::filesystem;

// What a process holds.
struct Holdings {
  std::ptrdiff_t descriptors = 0;
  std::size_t bytes = 0;
};

Holdings take_stock() {
  return {.descriptors = std::distance(fs::directory_iterator{"/proc/self/fd"},
                                       fs::directory_iterator{}),
          .bytes = ::mallinfo2().uordblks};
}

// Run `body` in a child process with mounts of its own; return what it returns
// there.
std::string in_child(const std::string& pins,
                     const std::function<std::string()>& body) {
  const TempDir dir;
  const pid_t pid = check(::fork(), "can't fork");
  if (pid == 0) {
    const int null = ::open("/dev/null", O_WRONLY | O_CLOEXEC);
    ::dup2(null, STDOUT_FILENO);
    ::dup2(null, STDERR_FILENO);
    mount_apart(pins);
    write_file(dir / "result", body());
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  return status == 0 ? read_text(dir / "result") : "it crashed";
}

// Run a scene twice: prepared, and with what the first run left, where many
// lines fail.
void run_twice(const Stage& stage, const Scene& scene, bool as_json) {
  const cli::Table table = commands::make_table();
  std::vector<std::string> words = split_words(scene.line);
  if (as_json) words.insert(words.begin(), "-j");
  stage.reset(scene);
  cli::run_cli(table, words);
  cli::run_cli(table, words);
}

std::string repeat(const Stage& stage, const Scene& scene) {
  const int rounds = is_sanitized() ? 25 : 100;
  // What the C library keeps for the next allocations.
  constexpr std::size_t noise = 256U << 10U;
  Holdings before;
  for (int round = 0; round < rounds; ++round) {
    run_twice(stage, scene, round % 2 == 0);
    if (round == rounds / 10) before = take_stock();
  }
  const Holdings after = take_stock();
  if (after.descriptors != before.descriptors)
    return fmt::format("{} descriptors become {}", before.descriptors,
                       after.descriptors);
  if (after.bytes > before.bytes + noise)
    return fmt::format("{} bytes become {}", before.bytes, after.bytes);
  return "";
}

}  // namespace

TEST_SUITE("faults") {
  TEST_CASE("no command leaves a descriptor or memory behind") {
    NEEDS(feature::tracefs);
    const Stage stage;
    for (const Scene& scene : stage.scenes()) {
      CAPTURE(scene.line);
      CHECK(in_child(stage.pins(), [&] { return repeat(stage, scene); }) == "");
    }
  }
}

}  // namespace skep::test
