#include "src/map/element_words.h"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include "src/btf/encode.h"
#include "src/btf/literal.h"
#include "src/map/atoms.h"
#include "src/map/map_type.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::map {
namespace {

constexpr std::array<std::string_view, 5> clause_words{"key", "value", "any",
                                                       "noexist", "exist"};

// Does `word` abbreviate `keyword`, as bpftool allows?
bool is_short_for(std::string_view word, std::string_view keyword) {
  return !word.empty() && keyword.starts_with(word);
}

bool begins_clause(std::string_view word) {
  for (const std::string_view keyword : clause_words)
    if (is_short_for(word, keyword)) return true;
  return false;
}

bool begins_reference(std::string_view word) {
  for (const std::string_view keyword : {"id", "tag", "name", "pinned"})
    if (is_short_for(word, keyword)) return true;
  return false;
}

std::string sizes_of(const ElementShape& shape) {
  return fmt::format(
      "keys of {} have {} bytes, values have {}: as many words, or one literal "
      "if the map has BTF, or atoms such as u32:12",
      shape.label, shape.key_size, shape.value_size);
}

class Parser {
 public:
  Parser(std::span<const std::string> words, const ElementShape& shape,
         Clauses allowed)
      : words_(words), shape_(shape), allowed_(allowed) {}

  Element parse() {
    while (!words_.empty()) parse_clause(words_.front());
    return std::move(element_);
  }

 private:
  void parse_clause(const std::string& word) {
    if (is_short_for(word, "key"))
      parse_key();
    else if (is_short_for(word, "value"))
      parse_value();
    else if (allowed_ == Clauses::all && begins_clause(word))
      parse_flags();
    else
      throw usage_error("expected {}, not '{}'", expected(), word);
  }

  [[nodiscard]] std::string_view expected() const {
    switch (allowed_) {
      case Clauses::key:
        return "'key'";
      case Clauses::value:
        return "'value'";
      case Clauses::all:
        break;
    }
    return "'key', 'value', 'any', 'exist' or 'noexist'";
  }

  void parse_key() {
    begin("key", element_.key.has_value(), allowed_ != Clauses::value,
          shape_.key_size);
    element_.key = parse_data("key", shape_.key_size);
  }

  void parse_value() {
    begin("value", element_.value.has_value() || !element_.value_ref.empty(),
          allowed_ != Clauses::key, shape_.value_size);
    if (shape_.value_form == ValueForm::bytes)
      element_.value = parse_data("value", shape_.value_size);
    else
      element_.value_ref = parse_reference();
  }

  // Take the word that begins a clause, if it can stand here.
  void begin(std::string_view clause, bool is_repeated, bool is_allowed,
             std::uint32_t size) {
    if (is_repeated) throw usage_error("the {} is given twice", clause);
    if (!is_allowed)
      throw usage_error("expected {}, not '{}'", expected(), words_.front());
    if (size == 0)
      throw usage_error("{} has no {}s", shape_.label, clause)
          .with_hint(sizes_of(shape_));
    words_ = words_.subspan(1);
  }

  void parse_flags() {
    if (has_flags_)
      throw usage_error("'{}' follows another of any, exist and noexist",
                        words_.front());
    has_flags_ = true;
    const std::string word = take();
    if (is_short_for(word, "noexist"))
      element_.flags = BPF_NOEXIST;
    else if (is_short_for(word, "exist"))
      element_.flags = BPF_EXIST;
  }

  // How many words the clause has, if its first is taken for data whatever it
  // is.
  [[nodiscard]] std::size_t count_words() const {
    std::size_t count = std::min<std::size_t>(words_.size(), 1);
    while (count < words_.size() && !begins_clause(words_[count])) ++count;
    return count;
  }

  Bytes parse_data(std::string_view clause, std::uint32_t size) {
    const auto data = words_.first(count_words());
    if (data.empty() || is_short_for(data.front(), "hex"))
      return parse_bytes(clause, size);
    try {
      if (is_atom(data.front())) {
        words_ = words_.subspan(data.size());
        return parse_atoms(data, size);
      }
      const bool is_byte = size == 1 && parse_byte(data.front(), false);
      if (data.size() == 1 && !is_byte)
        if (auto bytes = encode_literal(clause, size)) return std::move(*bytes);
    } catch (const Error& error) {
      throw error.in(fmt::format("{} of {}", clause, shape_.label));
    }
    return parse_bytes(clause, size);
  }

  // Take the next word as a literal, if the map tells its type.
  std::optional<Bytes> encode_literal(std::string_view clause,
                                      std::uint32_t size) {
    const auto types = shape_.load_types ? shape_.load_types() : std::nullopt;
    if (!types) return std::nullopt;
    const btf::TypeId type = clause == "key" ? types->key : types->value;
    if (type == btf::void_id) return std::nullopt;
    return btf::encode(types->btf, type, size, btf::parse_literal(take()));
  }

  Bytes parse_bytes(std::string_view clause, std::uint32_t size) {
    const bool is_hex = !words_.empty() && is_short_for(words_.front(), "hex");
    if (is_hex) words_ = words_.subspan(1);
    Bytes bytes;
    while (bytes.size() < size) {
      if (words_.empty()) throw_short(clause, bytes.size(), size);
      const auto byte = parse_byte(words_.front(), is_hex);
      if (!byte && begins_clause(words_.front()))
        throw_short(clause, bytes.size(), size);
      if (!byte) throw_bad_byte(clause, bytes.size() + 1, is_hex);
      bytes.push_back(*byte);
      words_ = words_.subspan(1);
    }
    if (!words_.empty() && !begins_clause(words_.front()) &&
        parse_byte(words_.front(), is_hex))
      throw usage_error("the {} has {} bytes, not more: '{}'", clause, size,
                        words_.front())
          .with_hint(sizes_of(shape_));
    return bytes;
  }

  static std::optional<Byte> parse_byte(std::string_view word, bool is_hex) {
    const auto number = parse_unsigned(word, is_hex ? 16 : 0);
    if (!number || *number > UINT8_MAX) return std::nullopt;
    return static_cast<Byte>(*number);
  }

  [[noreturn]] void throw_short(std::string_view clause, std::size_t found,
                                std::uint32_t size) const {
    throw usage_error("the {} needs {} bytes, not {}", clause, size, found)
        .with_hint(sizes_of(shape_));
  }

  [[noreturn]] void throw_bad_byte(std::string_view clause, std::size_t place,
                                   bool is_hex) const {
    throw usage_error("byte {} of the {} must be {}, not '{}'", place, clause,
                      is_hex ? "00 to ff" : "0 to 255", words_.front())
        .with_hint(sizes_of(shape_));
  }

  // Which object it is, the caller finds out.
  std::vector<std::string> parse_reference() {
    if (words_.size() < 2 || !begins_reference(words_.front()))
      throw usage_error("the value must be {}",
                        shape_.value_form == ValueForm::map
                            ? "a map: { id ID | name NAME | pinned FILE }"
                            : "a program: { id ID | tag TAG | name NAME | "
                              "pinned FILE }");
    return {take(), take()};
  }

  std::string take() {
    std::string word = words_.front();
    words_ = words_.subspan(1);
    return word;
  }

  std::span<const std::string> words_;
  const ElementShape& shape_;
  Clauses allowed_;
  Element element_;
  bool has_flags_ = false;
};

ValueForm form_of(std::uint32_t type) {
  if (holds_maps(type)) return ValueForm::map;
  return holds_progs(type) ? ValueForm::prog : ValueForm::bytes;
}

}  // namespace

ElementShape shape_of(const Map& map) {
  const bpf_map_info& info = map.info();
  return {.label = map.label(),
          .key_size = info.key_size,
          .value_size = info.value_size,
          .value_form = form_of(info.type),
          .load_types = [&map] { return load_types(map); }};
}

Element parse_element(const std::vector<std::string>& words,
                      const ElementShape& shape, Clauses allowed) {
  return Parser{words, shape, allowed}.parse();
}

void require_key(const Element& element, const ElementShape& shape) {
  if (element.key || shape.key_size == 0) return;
  throw usage_error("the key is missing").with_hint(sizes_of(shape));
}

void require_value(const Element& element, const ElementShape& shape) {
  if (element.value || !element.value_ref.empty() || shape.value_size == 0)
    return;
  throw usage_error("the value is missing").with_hint(sizes_of(shape));
}

}  // namespace skep::map
