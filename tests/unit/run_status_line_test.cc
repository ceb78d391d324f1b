#include <doctest/doctest.h>

#include "src/run/status_line.h"

namespace skep {
namespace {

using std::chrono::seconds;

TEST_CASE("the line about a run leaves out what is zero") {
  CHECK(status_text(seconds{0}, {}, 0) == "0s  0 shown");
  CHECK(
      status_text(seconds{12}, {.shown = 4010, .lost = 3, .unfit = 1}, 320.4) ==
      "12s  4010 shown  320/s  3 lost  1 of another type");
}

class Source : public Watched {
 public:
  explicit Source(Counts counts) : counts_(counts) {}
  [[nodiscard]] int fd() const override { return -1; }
  std::uint64_t show(Writer&, std::uint64_t) override { return 0; }
  [[nodiscard]] Counts counts() const override { return counts_; }

 private:
  Counts counts_;
};

TEST_CASE("what several sources count is added up") {
  StatusLine::Sources sources;
  sources.push_back(std::make_unique<Source>(
      Watched::Counts{.shown = 1, .lost = 2, .unfit = 3}));
  sources.push_back(std::make_unique<Source>(
      Watched::Counts{.shown = 10, .lost = 20, .unfit = 30}));
  const Watched::Counts total = total_of(sources);
  CHECK(total.shown == 11);
  CHECK(total.lost == 22);
  CHECK(total.unfit == 33);
}

}  // namespace
}  // namespace skep
