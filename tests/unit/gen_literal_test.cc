#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>

#include "src/gen/literal.h"
#include "src/sys/text.h"

namespace skep::gen {
namespace {

bool is_octal(char c) { return c >= '0' && c <= '7'; }

// Read one literal as a compiler does.
std::string value_of(std::string_view literal) {
  REQUIRE(literal.size() >= 2);
  REQUIRE(literal.front() == '"');
  REQUIRE(literal.back() == '"');
  literal = literal.substr(1, literal.size() - 2);
  std::string value;
  for (std::size_t i = 0; i < literal.size(); ++i) {
    if (literal[i] != '\\') {
      value += literal[i];
    } else if (!is_octal(literal[++i])) {
      value += literal[i];
    } else {
      unsigned byte = 0;
      for (int digits = 0; digits < 3 && is_octal(literal[i]); ++digits)
        byte = byte * 8 + static_cast<unsigned>(literal[i++] - '0');
      --i;
      value += static_cast<char>(byte);
    }
  }
  return value;
}

std::string value_of_lines(const std::string& literals) {
  std::string value;
  for (const std::string& line : split(literals, '\n')) {
    CHECK(line.size() + 7 <= 80);
    REQUIRE(line.front() == '\t');
    value += value_of(std::string_view{line}.substr(1));
  }
  return value;
}

}  // namespace

TEST_CASE("text stands for itself in a literal, as far as it can") {
  CHECK(string_literal("globals.bss") == R"("globals.bss")");
  CHECK(string_literal(R"(a"b\c)") == R"("a\"b\\c")");
  CHECK(string_literal("") == R"("")");
}

TEST_CASE("escapes do not swallow the digit behind them") {
  using namespace std::string_view_literals;
  CHECK(string_literal("\0"sv) == R"("\0")");
  CHECK(string_literal("\0001"sv) == R"("\0001")");
  CHECK(string_literal("\0008"sv) == R"("\08")");
  CHECK(string_literal("\xff\x7f") == R"("\377\177")");
}

TEST_CASE("question marks form no trigraphs") {
  CHECK(string_literal(std::string(2, '?') + "/") == R"("\?\?/")");
}

TEST_CASE("bytes come back from their literals") {
  std::mt19937 random{1};
  for (const std::size_t size : {0U, 1U, 71U, 72U, 500U, 5000U}) {
    Bytes bytes(size);
    std::generate(bytes.begin(), bytes.end(),
                  [&] { return static_cast<Byte>(random()); });
    CHECK(value_of_lines(bytes_literal(bytes)) == text_of(bytes));
    // Zeros and digits are where escapes can go wrong.
    std::generate(bytes.begin(), bytes.end(), [&] {
      return static_cast<Byte>("\0\1\a0189"[random() % 7]);
    });
    CHECK(value_of_lines(bytes_literal(bytes)) == text_of(bytes));
  }
}

}  // namespace skep::gen
