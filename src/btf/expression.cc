#include "src/btf/expression.h"

#include <algorithm>
#include <array>
#include <utility>

#include "src/sys/error.h"

namespace skep::btf {
namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view ends_of_field = "=!<>()&\" \t\r\n";
constexpr std::string_view ends_of_value = "()&\" \t\r\n";

// How deep conditions may lie in each other: more than anybody can read.
constexpr unsigned most_levels = 64;

// Longer ones first.
constexpr std::array<std::pair<std::string_view, Operator>, 7> operators{
    {{"==", Operator::eq},
     {"!=", Operator::ne},
     {"<=", Operator::le},
     {">=", Operator::ge},
     {"=~", Operator::like},
     {"<", Operator::lt},
     {">", Operator::gt}}};

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Expression parse() {
    Expression expression = any_of();
    if (at_ < text_.size()) fail("&&, || or the end");
    return expression;
  }

 private:
  using Kind = Expression::Kind;

  Expression any_of() { return sequence("||", Kind::any, &Parser::all_of); }
  Expression all_of() { return sequence("&&", Kind::all, &Parser::negation); }

  // One expression, or several of them with `separator` between.
  Expression sequence(std::string_view separator, Kind kind,
                      Expression (Parser::*read_one)()) {
    Expression first = (this->*read_one)();
    if (!take(separator)) return first;
    Expression whole{.kind = kind};
    whole.parts.push_back(std::move(first));
    do whole.parts.push_back((this->*read_one)());
    while (take(separator));
    return whole;
  }

  Expression negation() {
    if (depth_ == most_levels) fail("fewer levels");
    ++depth_;
    Expression expression = take("!") ? negated() : in_parentheses();
    --depth_;
    return expression;
  }

  Expression negated() {
    Expression expression{.kind = Kind::none};
    expression.parts.push_back(negation());
    return expression;
  }

  Expression in_parentheses() {
    if (!take("(")) return {.kind = Kind::leaf, .leaf = comparison()};
    Expression expression = any_of();
    if (!take(")")) fail("')'");
    return expression;
  }

  Comparison comparison() {
    Comparison comparison{.field = word(ends_of_field, "a field")};
    skip_blanks();
    const auto found =
        std::find_if(operators.begin(), operators.end(),
                     [this](const auto& one) { return take(one.first); });
    if (found != operators.end()) {
      comparison.op = found->second;
      skip_blanks();
      comparison.operand = value();
    } else if (starts_with("=")) {
      fail("==");
    }
    return comparison;
  }

  Literal value() {
    if (!starts_with("\"")) return {.text = word(ends_of_value, "a value")};
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != '"')
      end += text_[end] == '\\' ? 2 : 1;
    if (end >= text_.size()) fail("a closing '\"'");
    const std::string_view quoted = text_.substr(at_, end + 1 - at_);
    at_ = end + 1;
    return parse_literal(quoted);
  }

  std::string word(std::string_view ends, std::string_view what) {
    skip_blanks();
    const std::size_t end = std::min(
        {text_.find_first_of(ends, at_), text_.find("||", at_), text_.size()});
    if (end == at_) fail(what);
    std::string found{text_.substr(at_, end - at_)};
    at_ = end;
    return found;
  }

  [[nodiscard]] bool starts_with(std::string_view token) const {
    return text_.substr(at_).starts_with(token);
  }

  bool take(std::string_view token) {
    skip_blanks();
    if (!starts_with(token)) return false;
    at_ += token.size();
    return true;
  }

  void skip_blanks() {
    at_ = std::min(text_.find_first_not_of(blanks, at_), text_.size());
  }

  [[noreturn]] void fail(std::string_view expected) const {
    const std::string_view rest = text_.substr(at_, 20);
    throw usage_error("expected {} at character {} of the condition, not {}",
                      expected, at_ + 1,
                      rest.empty() ? "its end" : fmt::format("'{}'", rest));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  unsigned depth_ = 0;
};

}  // namespace

Expression parse_expression(std::string_view text) {
  return Parser{text}.parse();
}

}  // namespace skep::btf
