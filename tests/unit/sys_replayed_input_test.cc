#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <string>

#include "src/sys/error.h"
#include "src/sys/replayed_input.h"
#include "tests/unit/memory_file.h"

namespace skep {
namespace {

std::string read_all(ReplayedInput& input) {
  std::string text;
  Bytes piece(3);
  while (const std::size_t got = input.read(piece))
    text += text_of(ByteView{piece}.first(got));
  return text;
}

// Return the path of a pipe that says `text` and no more.
class Pipe {
 public:
  explicit Pipe(std::string_view text) {
    std::array<int, 2> ends{};
    check(::pipe(ends.data()), "can't make a pipe");
    from_ = Fd{ends[0]};
    const Fd to{ends[1]};
    write_all(to.get(), bytes_of(text), "a pipe");
  }
  [[nodiscard]] std::string path() const {
    return "/proc/self/fd/" + std::to_string(from_.get());
  }

 private:
  Fd from_{};
};

}  // namespace

TEST_CASE("a file and a pipe can be read twice") {
  const MemoryFile file{"twice"};
  Pipe pipe{"twice"};
  for (const std::string& path : {file.path(), pipe.path()}) {
    ReplayedInput input{path};
    if (path == pipe.path()) pipe = Pipe{""};
    CHECK(read_all(input) == "twice");
    input.rewind();
    CHECK(read_all(input) == "twice");
  }
}

TEST_CASE("what is peeked at is read as well") {
  const MemoryFile file{"abcdef"};
  ReplayedInput input{file.path()};
  CHECK(input.peek(4) == "abcd");
  CHECK(input.peek(2) == "ab");
  CHECK(input.peek(5) == "abcde");
  CHECK(read_all(input) == "abcdef");
  CHECK(input.peek(1).empty());
  input.rewind();
  CHECK(input.peek(99) == "abcdef");
  CHECK(read_all(input) == "abcdef");
}

TEST_CASE("a directory can't be read") {
  CHECK_THROWS_WITH_AS(ReplayedInput{"/"}, "can't read /: Is a directory",
                       Error);
}

}  // namespace skep
