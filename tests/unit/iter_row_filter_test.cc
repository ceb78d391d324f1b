// Expressions that choose among rows.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "src/iter/row_filter.h"
#include "src/sys/error.h"

namespace skep::iter {
namespace {

const std::vector<std::string> titles{"name", "size", "share", "note"};
const CellRow row{std::string{"xdp_pass"}, std::uint64_t{7}, -2.5, Cell{}};

bool holds(const std::string& text) {
  return RowFilter{text, titles}.matches(row);
}

}  // namespace

TEST_CASE("rows are chosen by their numbers and texts") {
  CHECK(holds("size == 7"));
  CHECK(holds("size < 7.5 && size >= 7"));
  CHECK(holds("share < -2"));
  CHECK(holds("name == xdp_*"));
  CHECK(holds("name != tc_*"));
  CHECK(holds("size > 9 || !(name == x)"));
  CHECK_FALSE(holds("size != 7"));
  CHECK_FALSE(holds("name == xdp"));
  CHECK_FALSE(holds("name < z"));
  CHECK_FALSE(holds("size == seven"));
}

TEST_CASE("what a row has not passes no test") {
  CHECK_FALSE(holds("note == *"));
  CHECK_FALSE(holds("note != *"));
  CHECK_FALSE(holds("note < 3"));
}

TEST_CASE("tests that make no sense are wrong use") {
  CHECK_THROWS_AS((RowFilter{"sizes > 1", titles}), Error);
  CHECK_THROWS_AS((RowFilter{"size >", titles}), Error);
  CHECK_THROWS_AS((RowFilter{"size > seven", titles}.check(row)), Error);
  CHECK_THROWS_AS((RowFilter{"name > 1", titles}.check(row)), Error);
  RowFilter{"note > 1 || name == 1", titles}.check(row);
}

}  // namespace skep::iter
