// Conditions taken apart: what is compared, and how it is joined.
#include <doctest/doctest.h>

#include <string>

#include "src/btf/expression.h"
#include "src/sys/error.h"

namespace skep::btf {
namespace {

constexpr std::array<std::string_view, 8> signs{"",   "==", "!=", "<",
                                                "<=", ">",  ">=", "=~"};

// Write an expression with all its parentheses.
std::string spelled(const Expression& expression) {
  const auto joined = [&](std::string_view sign) {
    std::string text;
    for (const Expression& part : expression.parts)
      text += (text.empty() ? "" : std::string{sign}) + spelled(part);
    return "(" + text + ")";
  };
  switch (expression.kind) {
    case Expression::Kind::leaf:
      break;
    case Expression::Kind::all:
      return joined("&");
    case Expression::Kind::any:
      return joined("|");
    case Expression::Kind::none:
      return "!" + joined("");
  }
  const Comparison& leaf = expression.leaf;
  return leaf.field + std::string{signs[static_cast<std::size_t>(leaf.op)]} +
         leaf.operand.text;
}

std::string parsed(std::string_view text) {
  return spelled(parse_expression(text));
}

std::string refused(std::string_view text) {
  try {
    (void)parse_expression(text);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("conditions are taken apart as in C") {
  CHECK(parsed("a") == "a");
  CHECK(parsed("a==1") == "a==1");
  CHECK(parsed(" a.b[2]  >= -1 ") == "a.b[2]>=-1");
  CHECK(parsed("a<1&&b>2&&c!=3") == "(a<1&b>2&c!=3)");
  CHECK(parsed("a || b && !c || d =~ *x") == "(a|(b&!(c))|d=~*x)");
  CHECK(parsed("(a||b)&&(c)") == "((a|b)&c)");
  CHECK(parsed("!!(a <= 1)") == "!(!(a<=1))");
  // Paths may have alternatives; values nearly anything.
  CHECK(parsed("old|a|-==1||b") == "(old|a|-==1|b)");
  CHECK(parsed("a=={x:1,y:-2}&&b==.c=1") == "(a=={x:1,y:-2}&b==.c=1)");
  CHECK(parsed(R"(a == "x || \"y\" \u00e9")") == "a==x || \"y\" \u00e9");
  CHECK(parse_expression("a == \"1\"").leaf.operand.is_quoted);
  CHECK_FALSE(parse_expression("a == 1").leaf.operand.is_quoted);
}

TEST_CASE("conditions that make no sense are told by their place") {
  CHECK(refused("") ==
        "expected a field at character 1 of the condition, not its end");
  CHECK(refused("a = 1") ==
        "expected == at character 3 of the condition, not '= 1'");
  for (const char* text :
       {"a =", "a ==", "== 1", "a == 1 &&", "a == 1 x", "a == \"x", "&&",
        "(a == 1", "a == 1)", "!", "()", "a == 1 | b == 2", "a & b", "(",
        "a == 1 ||", "|| a"})
    CHECK(refused(text).starts_with("expected "));
  CHECK(refused("a == \"\\x\"").find("of the literal") != std::string::npos);
  CHECK(refused(std::string(100, '(')).starts_with("expected fewer levels"));
  CHECK(refused(std::string(100, '!')).starts_with("expected fewer levels"));
}

TEST_CASE("no more of a condition is asked for than needed") {
  const Expression expression = parse_expression("a && (b || c) && !d");
  const auto asked = [&](std::string_view truths) {
    std::string order;
    const bool result = holds(expression, [&](const Comparison& one) {
      order += one.field;
      return truths.find(one.field) != std::string_view::npos;
    });
    return order + (result ? "+" : "-");
  };
  CHECK(asked("ab") == "abd+");
  CHECK(asked("ac") == "abcd+");
  CHECK(asked("acd") == "abcd-");
  CHECK(asked("bc") == "a-");
  CHECK(holds(Expression{}, [](const Comparison&) { return false; }));
}

}  // namespace skep::btf
