#include "src/iter/where.h"

#include <algorithm>
#include <array>
#include <utility>

#include "src/sys/error.h"

namespace skep::iter {
namespace {

constexpr std::string_view spaces = " \t\n";

// The longer ones first: "<=" begins with "<".
constexpr std::array<std::pair<std::string_view, Condition>, 6> operators{
    {{"==", Condition::equal},
     {"!=", Condition::not_equal},
     {"<=", Condition::less_or_equal},
     {">=", Condition::greater_or_equal},
     {"<", Condition::less},
     {">", Condition::greater}}};

// More parentheses and ! within each other than anybody writes.
constexpr unsigned deepest = 32;

// Reads an expression from left to right.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text), rest_(text) {}

  Where read() {
    Logic logic = any();
    skip_spaces();
    if (!rest_.empty()) fail("&& or ||");
    return {std::move(terms_), std::move(logic)};
  }

 private:
  using Kind = Logic::Kind;

  Logic any() { return joined(Kind::any, "||", &Reader::all); }
  Logic all() { return joined(Kind::all, "&&", &Reader::one); }

  // Read one or more parts with an operator between them.
  Logic joined(Kind kind, std::string_view between, Logic (Reader::*part)()) {
    Logic result{.kind = kind};
    do result.parts.push_back((this->*part)());
    while (take(between));
    return result;
  }

  Logic one() {
    if (++depth_ > deepest) fail("fewer parentheses");
    Logic result;
    if (take("!"))
      result = {.kind = Kind::none, .parts = {one()}};
    else if (take("("))
      result = in_parentheses();
    else
      result = {.kind = Kind::test, .parts = {}, .test = term()};
    --depth_;
    return result;
  }

  Logic in_parentheses() {
    Logic result = any();
    if (!take(")")) fail("&&, || or )");
    return result;
  }

  // Read a comparison; return its place.
  std::size_t term() {
    Term result;
    result.field = word("a field");
    result.condition = condition();
    skip_spaces();
    result.is_quoted = rest_.starts_with('"');
    result.value = result.is_quoted ? quoted() : word("a value");
    terms_.push_back(std::move(result));
    return terms_.size() - 1;
  }

  bool take(std::string_view sign) {
    skip_spaces();
    if (!rest_.starts_with(sign)) return false;
    rest_.remove_prefix(sign.size());
    return true;
  }

  void skip_spaces() {
    rest_.remove_prefix(
        std::min(rest_.find_first_not_of(spaces), rest_.size()));
  }

  std::string word(std::string_view what) {
    skip_spaces();
    const std::size_t size = word_size();
    if (size == 0) fail(what);
    std::string result{rest_.substr(0, size)};
    rest_.remove_prefix(size);
    return result;
  }

  // A | within a word stands between paths, two of them stand behind it.
  [[nodiscard]] std::size_t word_size() const {
    const auto end =
        std::min(rest_.find_first_of(" \t\n=!<>&\"()"), rest_.size());
    return std::min(rest_.find("||"), end);
  }

  Condition condition() {
    for (const auto& [spelling, found] : operators)
      if (take(spelling)) return found;
    fail("one of == != < <= > >=");
  }

  std::string quoted() {
    std::string result;
    for (std::size_t i = 1; i < rest_.size(); ++i) {
      if (rest_[i] == '"') {
        rest_.remove_prefix(i + 1);
        return result;
      }
      if (rest_[i] == '\\' && i + 1 < rest_.size()) ++i;
      result += rest_[i];
    }
    rest_ = {};
    fail("a closing quote");
  }

  [[noreturn]] void fail(std::string_view wanted) const {
    const std::string_view before =
        text_.substr(0, text_.size() - rest_.size());
    throw usage_error("'{}' needs {} behind '{}'", text_, wanted, before)
        .with_hint("such as: pid > 100 && comm == \"sh\"");
  }

  std::string_view text_;
  std::string_view rest_;
  std::vector<Term> terms_{};
  unsigned depth_ = 0;
};

}  // namespace

Where parse_where(std::string_view text) { return Reader{text}.read(); }

}  // namespace skep::iter
