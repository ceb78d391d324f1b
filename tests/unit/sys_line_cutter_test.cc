#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "src/sys/line_cutter.h"

namespace skep {

TEST_CASE("text in pieces is cut into lines, which a visitor may leave") {
  LineCutter cutter;
  std::vector<std::string> lines;
  const auto take_one = [&](std::string_view line) {
    lines.emplace_back(line);
    return false;
  };
  const auto take_all = [&](std::string_view line) {
    lines.emplace_back(line);
    return true;
  };
  cutter.add("a\nb");
  CHECK(cutter.visit_lines(take_all));
  CHECK(lines == std::vector<std::string>{"a\n"});
  cutter.add("c\n\nd");
  CHECK_FALSE(cutter.visit_lines(take_one));
  CHECK(lines == std::vector<std::string>{"a\n", "bc\n"});
  CHECK(cutter.visit_lines(take_all));
  CHECK(lines.back() == "\n");
  CHECK(cutter.take_rest() == "d");
  CHECK(cutter.take_rest().empty());
}

}  // namespace skep
