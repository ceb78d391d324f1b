// The loop in which an object runs, with sources that have no kernel behind
// them.
#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <utility>

#include "src/run/hold.h"
#include "src/sys/error.h"
#include "src/sys/fd.h"
#include "src/sys/held_program.h"
#include "src/sys/signals.h"

using namespace skep;

namespace {

using std::chrono::milliseconds;

// Shows some numbers, as many as it is let.
class Numbers : public Watched {
 public:
  explicit Numbers(std::uint64_t left) : left_(left) {}

  [[nodiscard]] int fd() const override { return -1; }
  [[nodiscard]] milliseconds interval() const override {
    return milliseconds{1};
  }
  std::uint64_t show(Writer& out, std::uint64_t most) override {
    std::uint64_t shown = 0;
    for (; shown < most && left_ > 0; ++shown, --left_) {
      out.in_text([&](Sink& sink) { sink.print("{}\n", left_); });
      out.in_json([&](Json& json) { json.value(left_); });
    }
    counts_.shown += shown;
    return shown;
  }
  void finish() override { left_ += 2; }
  [[nodiscard]] Counts counts() const override { return counts_; }

 private:
  std::uint64_t left_;
  Counts counts_{};
};

Hold::Sources numbers(std::initializer_list<std::uint64_t> counts) {
  Hold::Sources sources;
  for (const std::uint64_t count : counts)
    sources.push_back(std::make_unique<Numbers>(count));
  return sources;
}

}  // namespace

TEST_CASE("an object runs until so many things were shown, of all sources") {
  const Hold::Sources sources = numbers({2, 9});
  Sink sink;
  Writer out{sink, Format::text};
  const HoldLimits limits{.count = 5};
  Hold hold{sources, limits, out};
  CHECK(hold.run() == HoldEnd::count);
  hold.drain();
  CHECK(hold.shown() == 5);
  CHECK(sink.take() == "2\n1\n9\n8\n7\n");
}

TEST_CASE("when its time is over, what is there is shown to the last") {
  const Hold::Sources sources = numbers({3});
  Sink sink;
  Writer out{sink, Format::json};
  const HoldLimits limits{.timeout = milliseconds{5}};
  Hold hold{sources, limits, out};
  {
    const auto list = out.list();
    CHECK(hold.run() == HoldEnd::timeout);
    hold.drain();
  }
  CHECK(hold.shown() == 5);
  CHECK(sink.take() == "[3,2,1,2,1]");
}

TEST_CASE("an object runs until a process ends, which starts when it is let") {
  HeldProgram program{{"sh", "-c", "exit $CODE"}};
  const Hold::Sources sources;
  Sink sink;
  Writer out{sink, Format::lines};
  const HoldLimits short_time{.timeout = milliseconds{20},
                              .process = program.ending()};
  CHECK(Hold{sources, short_time, out}.run() == HoldEnd::timeout);
  program.let_go({"CODE=9"});
  const HoldLimits long_time{.timeout = milliseconds{10'000},
                             .process = program.ending()};
  CHECK(Hold{sources, long_time, out}.run() == HoldEnd::process);
  CHECK(program.end() == 9);
}

TEST_CASE("a program that is not let go never runs") {
  HeldProgram program{{"true"}};
  CHECK(program.end() == 0);
  HeldProgram sleeper{{"sleep", "60"}};
  sleeper.let_go();
  CHECK(sleeper.end() == 128 + SIGTERM);
  for (const char* name :
       {"/nonexistent/program", "no-such-program-7", "/etc/passwd", "/"})
    CHECK_THROWS_AS(HeldProgram{{name}}, Error);
}
