#include <doctest/doctest.h>

#include "src/cli/batch.h"
#include "src/sys/error.h"

using skep::cli::split_batch_line;
using Words = std::vector<std::string>;

TEST_CASE("batch words stand apart by white space") {
  CHECK(split_batch_line("map  show\tid 7 ") ==
        Words{"map", "show", "id", "7"});
  CHECK(split_batch_line("   ").empty());
}

TEST_CASE("a comment ends a batch line") {
  CHECK(split_batch_line("# all of it").empty());
  CHECK(split_batch_line("map show # the rest") == Words{"map", "show"});
  CHECK(split_batch_line("map show#the rest") == Words{"map", "show"});
}

TEST_CASE("quoted batch words keep blanks and #") {
  CHECK(split_batch_line(R"(prog show name "a b" 'c # d')") ==
        Words{"prog", "show", "name", "a b", "c # d"});
  CHECK(split_batch_line(R"(it's)") == Words{"it's"});
  CHECK(split_batch_line(R"("")") == Words{""});
}

TEST_CASE("a quote that is not closed is wrong use") {
  CHECK_THROWS_AS((void)split_batch_line("map \"show"), skep::Error);
}

TEST_CASE("too many words in a batch line are refused") {
  std::string line;
  for (int i = 0; i < 5000; ++i) line += "x ";
  CHECK_THROWS_AS((void)split_batch_line(line), skep::Error);
}
