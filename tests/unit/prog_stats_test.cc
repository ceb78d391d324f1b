// Statistics of programs: kept in a file, compared.
#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "src/prog/stats_file.h"
#include "src/sys/error.h"
#include "src/sys/fd.h"
#include "src/sys/file.h"
#include "tests/unit/memory_file.h"

namespace skep::prog {
namespace {

Stats stats_of(std::string object, std::string program, std::uint64_t insns) {
  Stats stats{.object = std::move(object), .program = std::move(program)};
  stats.type = "xdp";
  stats.verdict = Verdict::accepted;
  stats.insns = insns;
  stats.time_us = insns;
  return stats;
}

// A file on the disk: one in memory can't be replaced.
class NewFile {
 public:
  NewFile() : fd_(check(::mkstemp(path_.data()), "can't make a file")) {}
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;
  ~NewFile() { ::unlink(path_.c_str()); }
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_ = "/tmp/skep-unit-XXXXXX";
  Fd fd_;
};

}  // namespace

TEST_CASE("what is saved is what is loaded") {
  const NewFile file;
  std::vector<Stats> saved{stats_of("a.o", "p", 1), stats_of("\xff", "q", 2)};
  saved[1].verdict = Verdict::refused;
  saved[1].insns.reset();
  save_stats(file.path(), saved);
  const std::vector<Stats> loaded = load_stats(file.path());
  REQUIRE(loaded.size() == 2);
  CHECK(loaded[0].object == "a.o");
  CHECK(loaded[0].program == "p");
  CHECK(loaded[0].type == "xdp");
  CHECK(loaded[0].verdict == Verdict::accepted);
  CHECK(loaded[0].insns == 1);
  CHECK_FALSE(loaded[0].stack);
  CHECK(loaded[1].verdict == Verdict::refused);
  CHECK_FALSE(loaded[1].insns);
}

TEST_CASE("a file that holds no statistics is told so") {
  for (
      const char* text :
      {"", "no", "{}", "[1]", "[{}]", "[null]",
       R"([{"object":1,"prog":"p","type":"t","verdict":"v"}])",
       R"([{"object":"o","prog":"p","type":"t","verdict":"v","insns":"x"}])"}) {
    CAPTURE(text);
    const MemoryFile file{text};
    CHECK_THROWS_AS(static_cast<void>(load_stats(file.path())), Error);
  }
}

TEST_CASE("changed, new and missing programs are told, in their order") {
  const std::vector<Stats> before{stats_of("old/a.o", "p", 1),
                                  stats_of("a.o", "same", 2),
                                  stats_of("a.o", "missing", 3)};
  std::vector<Stats> now{stats_of("a.o", "added", 4), stats_of("a.o", "p", 5),
                         stats_of("a.o", "same", 2)};
  now[1].verdict = Verdict::refused;
  now[2].time_us = 77;
  const std::vector<Change> changes = compare_stats(before, now);
  REQUIRE(changes.size() == 6);
  CHECK(changes[0].program == "added");
  CHECK(changes[0].what == "verdict");
  CHECK_FALSE(changes[0].old_verdict);
  CHECK(changes[0].new_verdict == Verdict::accepted);
  CHECK(changes[1].what == "insns");
  CHECK_FALSE(changes[1].old_number);
  CHECK(changes[1].new_number == 4);
  CHECK(changes[2].program == "p");
  CHECK(changes[2].old_verdict == Verdict::accepted);
  CHECK(changes[2].new_verdict == Verdict::refused);
  CHECK(changes[3].old_number == 1);
  CHECK(changes[3].new_number == 5);
  CHECK(changes[4].program == "missing");
  CHECK_FALSE(changes[4].new_verdict);
  CHECK(changes[5].old_number == 3);
}

}  // namespace skep::prog
