#include "src/map/condition.h"

#include <algorithm>
#include <array>
#include <utility>

#include "src/btf/address.h"
#include "src/btf/encode.h"
#include "src/btf/encode_scalar.h"
#include "src/btf/literal.h"
#include "src/map/atoms.h"
#include "src/sys/error.h"

namespace skep::map {
namespace {

using Operator = Condition::Operator;

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view ends_of_field = "=!<>()&|\" \t\r\n";
constexpr std::string_view ends_of_literal = "()&|\" \t\r\n";

// How deep conditions may lie in each other: more than anybody can read.
constexpr unsigned most_levels = 64;

// Longer ones first.
constexpr std::array<std::pair<std::string_view, Operator>, 7> comparisons{
    {{"==", Operator::eq},
     {"!=", Operator::ne},
     {"<=", Operator::le},
     {">=", Operator::ge},
     {"=~", Operator::like},
     {"<", Operator::lt},
     {">", Operator::gt}}};

bool is_equality(Operator op) {
  return op == Operator::eq || op == Operator::ne;
}

Bytes untyped_bytes(const std::string& word, std::size_t size) {
  const std::vector<std::string> words{is_atom(word) ? word : "hex:" + word};
  return parse_atoms(words, static_cast<std::uint32_t>(size));
}

// Gives a comparison its right side, as the column's type reads it.
class Operand {
 public:
  Operand(const Columns& columns, Condition& condition)
      : btf_(columns.btf()), condition_(condition), column_(condition.column) {}

  void set(const btf::Literal& literal) {
    if (condition_.op == Operator::like && column_.kind != ColumnKind::text)
      throw usage_error("=~ is for text: it has none");
    switch (column_.kind) {
      case ColumnKind::number:
        condition_.number = in_range_of(column_, number(literal));
        return;
      case ColumnKind::real:
        return set_real(literal);
      case ColumnKind::text:
        condition_.text = literal.text;
        return;
      case ColumnKind::bytes:
        return set_bytes(literal);
    }
  }

 private:
  [[nodiscard]] btf::Wide number(const btf::Literal& literal) const {
    if (column_.type == btf::void_id) return untyped_number(literal.text);
    const btf_type& type = *btf_->type(column_.type);
    // In packets they are not in the byte order of the machine.
    if (btf_is_int(&type) && !is_equality(condition_.op) &&
        btf::address_bytes(literal.text))
      throw usage_error("addresses have no order: compare them by == or !=");
    return btf::scalar_bits(*btf_, type, column_.bits.size, literal);
  }

  [[nodiscard]] btf::Wide untyped_number(const std::string& word) const {
    const std::uint32_t bits = column_.bits.size;
    if (!is_atom(word))
      return btf::integer_bits({.bits = bits, .is_signed = false}, word);
    const Bytes bytes = untyped_bytes(word, bits / 8);
    return {.low = btf::read_unsigned(bytes, bits / 8, column_.order)};
  }

  void set_real(const btf::Literal& literal) {
    const std::uint32_t bits = column_.bits.size;
    const std::uint64_t low =
        btf::scalar_bits(*btf_, *btf_->type(column_.type), bits, literal).low;
    condition_.real =
        bits == 32 ? std::bit_cast<float>(static_cast<std::uint32_t>(low))
                   : std::bit_cast<double>(low);
  }

  void set_bytes(const btf::Literal& literal) {
    if (!is_equality(condition_.op))
      throw usage_error("it is no number: compare it by == or !=");
    if (column_.type == btf::void_id)
      condition_.bytes = untyped_bytes(literal.text, column_.size);
    else
      condition_.bytes = btf::encode(*btf_, column_.type,
                                     static_cast<std::uint32_t>(column_.size),
                                     btf::parse_literal(literal.text));
  }

  const btf::BtfView* btf_;
  Condition& condition_;
  const Column& column_;
};

class Parser {
 public:
  Parser(std::string_view text, const Columns& columns)
      : text_(text), columns_(columns) {}

  Condition parse() {
    Condition condition = any_of();
    if (at_ < text_.size()) fail("&&, || or the end");
    return condition;
  }

 private:
  Condition any_of() {
    return sequence("||", Operator::any, [this] { return all_of(); });
  }
  Condition all_of() {
    return sequence("&&", Operator::all, [this] { return negation(); });
  }

  // One condition, or several of them with `separator` between.
  template <typename ReadOne>
  Condition sequence(std::string_view separator, Operator op,
                     ReadOne read_one) {
    Condition first = read_one();
    if (!take(separator)) return first;
    Condition whole{.op = op};
    whole.parts.push_back(std::move(first));
    do whole.parts.push_back(read_one());
    while (take(separator));
    return whole;
  }

  Condition negation() {
    if (depth_ == most_levels) fail("fewer levels");
    ++depth_;
    Condition condition = take("!") ? negated() : in_parentheses();
    --depth_;
    return condition;
  }

  Condition negated() {
    Condition condition{.op = Operator::none};
    condition.parts.push_back(negation());
    return condition;
  }

  Condition in_parentheses() {
    if (!take("(")) return comparison();
    Condition condition = any_of();
    if (!take(")")) fail("')'");
    return condition;
  }

  Condition comparison() {
    Condition condition;
    condition.column = columns_.find(word(ends_of_field, "a field"));
    skip_blanks();
    const auto found =
        std::find_if(comparisons.begin(), comparisons.end(),
                     [this](const auto& one) { return take(one.first); });
    if (found != comparisons.end()) {
      condition.op = found->second;
      skip_blanks();
      read_operand(condition);
    } else if (condition.column.kind == ColumnKind::bytes) {
      fail("== or !=");
    } else if (starts_with("=")) {
      fail("==");
    }
    return condition;
  }

  void read_operand(Condition& condition) {
    const btf::Literal operand = literal();
    try {
      Operand{columns_, condition}.set(operand);
    } catch (const Error& error) {
      throw error.in(condition.column.path);
    }
  }

  btf::Literal literal() {
    if (!starts_with("\"")) return {.text = word(ends_of_literal, "a value")};
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != '"')
      end += text_[end] == '\\' ? 2 : 1;
    if (end >= text_.size()) fail("a closing '\"'");
    const std::string_view quoted = text_.substr(at_, end + 1 - at_);
    at_ = end + 1;
    return btf::parse_literal(quoted);
  }

  std::string word(std::string_view ends, std::string_view what) {
    skip_blanks();
    const std::size_t end =
        std::min(text_.find_first_of(ends, at_), text_.size());
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
    throw usage_error("expected {} at character {} of the filter, not {}",
                      expected, at_ + 1,
                      rest.empty() ? "its end" : fmt::format("'{}'", rest));
  }

  std::string_view text_;
  const Columns& columns_;
  std::size_t at_ = 0;
  unsigned depth_ = 0;
};

}  // namespace

Condition parse_condition(std::string_view text, const Columns& columns) {
  return Parser{text, columns}.parse();
}

}  // namespace skep::map
