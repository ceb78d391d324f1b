#include <doctest/doctest.h>

#include <cstdint>

#include "src/sys/counted.h"
#include "src/sys/text.h"
#include "src/sys/utf8.h"

using namespace skep;

TEST_CASE("numbers are decimal, hex or octal") {
  CHECK(parse_unsigned("0") == 0);
  CHECK(parse_unsigned("010") == 8);
  CHECK(parse_unsigned("0x1fF") == 0x1ff);
  CHECK(parse_unsigned("18446744073709551615") == UINT64_MAX);
  CHECK(parse_unsigned("ff", 16) == 255);
  CHECK(parse_unsigned("0xff", 16) == 255);
}

TEST_CASE("what is no number is refused, not cut") {
  for (const char* word : {"", "-1", "+1", "1x", " 1", "1 ", "0x", "09", "x",
                           "18446744073709551616"}) {
    CAPTURE(word);
    CHECK_FALSE(parse_unsigned(word).has_value());
  }
}

TEST_CASE("close names are found, the closest first") {
  const std::vector<std::string> known{"lookup", "update", "delete", "dump"};
  CHECK(close_names("lokup", known) == std::vector<std::string>{"lookup"});
  CHECK(close_names("upadte", known) == std::vector<std::string>{"update"});
  CHECK(close_names("de", known).front() == "delete");
  CHECK(close_names("zzzzzz", known).empty());
  CHECK(did_you_mean("lokup", known) == "did you mean lookup?");
  CHECK(did_you_mean("zzzzzz", known).empty());
}

TEST_CASE("a suggestion is made once, and of three at the most") {
  CHECK(close_names("aaa", {"aab", "aac", "aad", "aae", "aab"}).size() == 3);
}

TEST_CASE("a pattern describes a whole text") {
  for (const auto& [text, pattern] :
       std::vector<std::pair<std::string, std::string>>{{"", ""},
                                                        {"", "**"},
                                                        {"curl", "curl"},
                                                        {"curl", "c?r*"},
                                                        {"curl", "*l"},
                                                        {"a.b.c", "*.?"},
                                                        {"aab", "*ab"},
                                                        {"abcabd", "*abd*"}}) {
    CAPTURE(text);
    CAPTURE(pattern);
    CHECK(matches_glob(text, pattern));
  }
  for (const auto& [text, pattern] :
       std::vector<std::pair<std::string, std::string>>{{"a", ""},
                                                        {"", "?"},
                                                        {"curl", "url"},
                                                        {"curl", "cur"},
                                                        {"curl", "*?????"},
                                                        {"abcabd", "*abc"}}) {
    CAPTURE(text);
    CAPTURE(pattern);
    CHECK_FALSE(matches_glob(text, pattern));
  }
}

TEST_CASE("a pattern of many stars is matched soon") {
  std::string stars;
  for (int i = 0; i < 30; ++i) stars += "a*";
  CHECK_FALSE(matches_glob(std::string(5000, 'a'), stars + "b"));
}

TEST_CASE("splitting keeps empty parts") {
  CHECK(split("a,,b,", ',') == std::vector<std::string>{"a", "", "b", ""});
  CHECK(split("", ',').empty());
  CHECK(join({"a", "b"}, ", ") == "a, b");
}

TEST_CASE("a terminal gets no control characters") {
  CHECK(printable("a\tb\n") == "a\\x09b\\x0a");
  CHECK(printable("\x1b[31m") == "\\x1b[31m");
  CHECK(printable("\x7f") == "\\x7f");
  CHECK(printable("\xc2\x9b") == "\\xc2\\x9b");
  CHECK(printable_lines("a\tb\n\x1b") == "a\tb\n\\x1b");
}

TEST_CASE("a terminal gets valid UTF-8") {
  CHECK(printable("h\xc3\xa9") == "h\xc3\xa9");
  CHECK(printable("\xff\xfe") == "\\xff\\xfe");
  CHECK(printable("\xc3") == "\\xc3");
  CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");
  CHECK(printable("\xc0\x80") == "\\xc0\\x80");
}

TEST_CASE("what is counted has a plural") {
  CHECK(skep::counted(0, "element") == "0 elements");
  CHECK(skep::counted(1, "element") == "1 element");
}

TEST_CASE("a comment begins with a # that stands alone") {
  CHECK(without_comment("# all").empty());
  CHECK(without_comment("a=1 # one") == "a=1 ");
  CHECK(without_comment("a\t#") == "a\t");
  for (const char* line : {"", "a#b", "a \"# \\\" # no\" b", "\"# open"})
    CHECK(without_comment(line) == line);
}

TEST_CASE("white space around a text can be left out") {
  CHECK(trimmed(" \ta b\r\n") == "a b");
  CHECK(trimmed(" \n").empty());
  CHECK(trimmed("").empty());
}
