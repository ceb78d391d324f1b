#include <doctest/doctest.h>

#include "src/cli/shell_words.h"
#include "src/sys/error.h"

using skep::cli::split_shell_words;
using Words = std::vector<std::string>;

TEST_CASE("words inside a word stand apart by white space") {
  CHECK(split_shell_words(" xdp  dev\tlo ") == Words{"xdp", "dev", "lo"});
  CHECK(split_shell_words(" \t").empty());
  CHECK(split_shell_words("a#b # c") == Words{"a#b", "#", "c"});
}

TEST_CASE("quotes and backslashes are read as by a shell") {
  CHECK(split_shell_words(R"(uprobe "/my app" 'a "b"')") ==
        Words{"uprobe", "/my app", "a \"b\""});
  CHECK(split_shell_words(R"(/my\ app "" x'y z'"w")") ==
        Words{"/my app", "", "xy zw"});
  CHECK(split_shell_words(R"("a\"b\\c\d" 'e\' \\)") ==
        Words{"a\"b\\c\\d", "e\\", "\\"});
  CHECK(split_shell_words("end\\") == Words{"end\\"});
}

TEST_CASE("a quote inside a word that is not closed is wrong use") {
  for (const char* text : {"xdp 'dev", "\"", "a\"b\\\""})
    CHECK_THROWS_AS((void)split_shell_words(text), skep::Error);
}
