#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>

#include "src/sys/error.h"
#include "src/sys/fd.h"
#include "src/sys/progress.h"

namespace skep {
namespace {

using std::chrono::milliseconds;

// A terminal, and what is written to it.
class Terminal {
 public:
  Terminal() : main_(::posix_openpt(O_RDWR | O_NOCTTY)) {
    REQUIRE(::grantpt(main_.get()) == 0);
    REQUIRE(::unlockpt(main_.get()) == 0);
    other_ = Fd{::open(::ptsname(main_.get()), O_RDWR | O_NOCTTY)};
  }
  [[nodiscard]] int fd() const { return other_.get(); }
  [[nodiscard]] std::string read() const {
    ::pollfd ready{.fd = main_.get(), .events = POLLIN, .revents = 0};
    std::array<char, 256> text{};
    if (::poll(&ready, 1, 0) != 1) return {};
    const ssize_t got = ::read(main_.get(), text.data(), text.size());
    return {text.data(), static_cast<std::size_t>(got > 0 ? got : 0)};
  }

 private:
  Fd main_;
  Fd other_{};
};

}  // namespace

TEST_CASE("progress is shown on a terminal, and removed at the end") {
  const Terminal terminal;
  {
    Progress progress{"imported", terminal.fd(), milliseconds{0}};
    progress.show(12000);
    CHECK(terminal.read().starts_with("\r\033[Kimported 12000 elements, "));
    // Not for every few.
    progress.show(12001);
    CHECK(terminal.read().empty());
  }
  CHECK(terminal.read() == "\r\033[K");
}

TEST_CASE("short work shows no progress") {
  const Terminal terminal;
  {
    Progress{"imported", terminal.fd()}.show(12000);
  }
  CHECK(terminal.read().empty());
}

TEST_CASE("progress goes nowhere but to a terminal") {
  std::array<int, 2> ends{};
  REQUIRE(::pipe2(ends.data(), O_NONBLOCK) == 0);
  const Fd from{ends[0]};
  const Fd to{ends[1]};
  {
    Progress{"imported", to.get(), milliseconds{0}}.show(12000);
  }
  char c = 0;
  CHECK(::read(from.get(), &c, 1) == -1);
}

}  // namespace skep
