#include "src/btf/literal.h"

#include <algorithm>
#include <cstdint>

#include "src/btf/btf.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::btf {
namespace {

constexpr std::string_view blanks = " \t\r\n";
constexpr std::string_view ends_of_word = ",{}[]\" \t\r\n";
constexpr std::string_view ends_of_name = ",{}\" \t\r\n:=";

void append_utf8(std::string& text, std::uint32_t point) {
  const auto append = [&text](std::uint32_t byte) {
    text += static_cast<char>(byte);
  };
  if (point < 0x80) return append(point);
  if (point < 0x800) {
    append(0xc0U | point >> 6U);
  } else {
    if (point < 0x10000) {
      append(0xe0U | point >> 12U);
    } else {
      append(0xf0U | point >> 18U);
      append(0x80U | (point >> 12U & 0x3fU));
    }
    append(0x80U | (point >> 6U & 0x3fU));
  }
  append(0x80U | (point & 0x3fU));
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Literal read_all() {
    skip_blanks();
    Literal literal = starts_with('.') ? assignments() : value();
    skip_blanks();
    if (at_ < text_.size()) fail("nothing more");
    return literal;
  }

 private:
  Literal value() {
    if (starts_with('{')) return object();
    if (starts_with('[')) return list();
    if (starts_with('"')) return {.text = quoted(), .is_quoted = true};
    return {.text = bare(ends_of_word, "a value")};
  }

  // `read_one` after another, with commas between, until `end`.
  template <typename ReadOne>
  void sequence(char end, ReadOne read_one) {
    if (++depth_ > max_depth) fail("fewer levels");
    ++at_;
    while (!take(end)) {
      read_one();
      if (take(end)) break;
      if (!take(',')) fail(fmt::format("',' or '{}'", end));
    }
    --depth_;
  }

  Literal list() {
    Literal list{.kind = Literal::Kind::list};
    sequence(']', [&] { list.elements.push_back(value()); });
    return list;
  }

  Literal object() {
    Literal object{.kind = Literal::Kind::object};
    sequence('}', [&] { member(object); });
    return object;
  }

  // What an object holds, without its braces: .a=1,.b.c=2
  Literal assignments() {
    Literal object{.kind = Literal::Kind::object};
    do {
      skip_blanks();
      if (!starts_with('.')) fail("'.' and a name");
      member(object);
    } while (take(','));
    return object;
  }

  void member(Literal& object) {
    object.names.push_back(name());
    if (!take(':') && !take('=')) fail("':' or '='");
    skip_blanks();
    object.elements.push_back(value());
  }

  std::string name() {
    if (starts_with('"')) return quoted();
    if (starts_with('.')) ++at_;
    return bare(ends_of_name, "a name");
  }

  std::string bare(std::string_view ends, std::string_view what) {
    const std::size_t end =
        std::min(text_.find_first_of(ends, at_), text_.size());
    if (end == at_) fail(what);
    std::string word{text_.substr(at_, end - at_)};
    at_ = end;
    return word;
  }

  std::string quoted() {
    std::string word;
    ++at_;
    while (!starts_with('"')) {
      if (at_ == text_.size()) fail("'\"'");
      if (text_[at_] == '\\')
        escape(word);
      else
        word += text_[at_++];
    }
    ++at_;
    return word;
  }

  // The escapes of JSON.
  void escape(std::string& word) {
    constexpr std::string_view letters = "\"\\/bfnrt";
    constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
    ++at_;
    if (starts_with('u')) {
      ++at_;
      return append_utf8(word, code_point());
    }
    const std::size_t which =
        at_ < text_.size() ? letters.find(text_[at_]) : letters.npos;
    if (which == letters.npos) fail("one of \"\\/bfnrtu");
    word += meanings[which];
    ++at_;
  }

  std::uint32_t code_point() {
    const std::uint32_t first = four_digits();
    if (first < 0xd800 || first > 0xdfff) return first;
    // A character beyond U+FFFF takes two escapes.
    if (first > 0xdbff || text_.substr(at_, 2) != "\\u") fail("a character");
    at_ += 2;
    const std::uint32_t second = four_digits();
    if (second < 0xdc00 || second > 0xdfff) fail("the rest of a character");
    return 0x10000 + ((first - 0xd800) << 10U) + (second - 0xdc00);
  }

  std::uint32_t four_digits() {
    const std::string_view digits = text_.substr(at_, 4);
    const auto number = parse_unsigned("0x" + std::string{digits});
    if (digits.size() < 4 || !number) fail("four hex digits");
    at_ += 4;
    return static_cast<std::uint32_t>(*number);
  }

  [[nodiscard]] bool starts_with(char c) const {
    return at_ < text_.size() && text_[at_] == c;
  }

  bool take(char c) {
    skip_blanks();
    if (!starts_with(c)) return false;
    ++at_;
    skip_blanks();
    return true;
  }

  void skip_blanks() {
    at_ = std::min(text_.find_first_not_of(blanks, at_), text_.size());
  }

  [[noreturn]] void fail(std::string_view expected) const {
    const std::string_view rest = text_.substr(at_, 20);
    throw usage_error("expected {} at character {} of the literal, not {}",
                      expected, at_ + 1,
                      rest.empty() ? "its end" : fmt::format("'{}'", rest));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  unsigned depth_ = 0;
};

}  // namespace

Literal parse_literal(std::string_view text) {
  const std::size_t start = text.find_first_not_of(blanks);
  constexpr std::string_view openers = "{[\".";
  if (start == text.npos || openers.find(text[start]) == openers.npos)
    return {.text = std::string{text}};
  return Reader{text}.read_all();
}

}  // namespace skep::btf
