#include <doctest/doctest.h>

#include <string>

#include "src/btf/literal.h"
#include "src/sys/error.h"

namespace skep::btf {
namespace {

using Kind = Literal::Kind;

// Write a literal in one way, whatever way it was written in.
std::string shown(const Literal& literal) {
  if (literal.kind == Kind::word)
    return literal.is_quoted ? '"' + literal.text + '"' : literal.text;
  std::string text;
  for (std::size_t i = 0; i < literal.elements.size(); ++i) {
    if (i > 0) text += ' ';
    if (literal.kind == Kind::object) text += literal.names[i] + '=';
    text += shown(literal.elements[i]);
  }
  return (literal.kind == Kind::object ? "{" : "[") + text +
         (literal.kind == Kind::object ? "}" : "]");
}

std::string read(std::string_view text) { return shown(parse_literal(text)); }

std::string error_of(std::string_view text) {
  try {
    return "no error: " + read(text);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    return error.what();
  }
}

TEST_CASE("text that opens nothing is one word") {
  CHECK(read("12") == "12");
  CHECK(read("a b, c") == "a b, c");
  CHECK(read("fe80::1") == "fe80::1");
  CHECK(read("") == "");
}

TEST_CASE("JSON is a literal") {
  CHECK(read(R"( {"a": 1, "b": {"c": [1, -2, "x"]}, "d": true} )") ==
        R"({a=1 b={c=[1 -2 "x"]} d=true})");
  CHECK(read("{}") == "{}");
  CHECK(read("[]") == "[]");
  CHECK(read(R"([[1, 2], [3]])") == "[[1 2] [3]]");
}

TEST_CASE("quotes can be left out, = stand for a colon") {
  CHECK(read("{saddr: 10.0.0.1, daddr = fe80::1, ports: [80, 443]}") ==
        "{saddr=10.0.0.1 daddr=fe80::1 ports=[80 443]}");
  CHECK(read("{.a = 1,}") == "{a=1}");
}

TEST_CASE("members can be assigned by their paths") {
  CHECK(read(".saddr=10.0.0.1,.dport=443") == "{saddr=10.0.0.1 dport=443}");
  CHECK(read(".a.b[2]=5, .c={d: 1}") == "{a.b[2]=5 c={d=1}}");
}

TEST_CASE("names may come twice, and be empty") {
  CHECK(read(R"({"": 1, "": 2})") == "{=1 =2}");
}

TEST_CASE("escapes are those of JSON") {
  CHECK(read(R"("a\"\\\/\n\t\u0041\u00e9\u20ac\ud83d\ude00")") ==
        "\"a\"\\/\n\tA\u00e9\u20ac\U0001F600\"");
  CHECK(error_of(R"("\x41")").find("one of") != std::string::npos);
  CHECK(error_of(R"("\u12")").find("four hex digits") != std::string::npos);
  CHECK(error_of(R"("\ud83d")").find("a character") != std::string::npos);
  CHECK(error_of(R"("\)").find("one of") != std::string::npos);
}

TEST_CASE("a broken literal shows the place") {
  CHECK(error_of("{a: 1") ==
        "expected ',' or '}' at character 6 of the "
        "literal, not its end");
  CHECK(error_of("{a 1}") ==
        "expected ':' or '=' at character 4 of the literal, not '1}'");
  CHECK(error_of("[1 2]").find("',' or ']'") != std::string::npos);
  CHECK(error_of("{a: }").find("a value") != std::string::npos);
  CHECK(error_of("{: 1}").find("a name") != std::string::npos);
  CHECK(error_of("{a: 1} x").find("nothing more") != std::string::npos);
  CHECK(error_of(".a=1,b=2").find("'.' and a name") != std::string::npos);
  CHECK(error_of("\"open").find("'\"'") != std::string::npos);
}

TEST_CASE("nesting has an end") {
  CHECK(error_of(std::string(100'000, '[')).find("fewer levels") !=
        std::string::npos);
}

}  // namespace
}  // namespace skep::btf
