#include "src/map/data_words.h"

#include <algorithm>
#include <array>

#include "src/btf/literal.h"
#include "src/map/atoms.h"
#include "src/map/trie_key.h"
#include "src/sys/error.h"
#include "src/sys/text.h"

namespace skep::map {
namespace {

constexpr std::array<std::string_view, 5> clause_words{"key", "value", "any",
                                                       "noexist", "exist"};

std::optional<Byte> parse_byte(std::string_view word, bool is_hex) {
  const auto number = parse_unsigned(word, is_hex ? 16 : 0);
  if (!number || *number > UINT8_MAX) return std::nullopt;
  return static_cast<Byte>(*number);
}

bool is_hex_word(std::string_view word) { return is_short_for(word, "hex"); }

}  // namespace

bool is_short_for(std::string_view word, std::string_view keyword) {
  return !word.empty() && keyword.starts_with(word);
}

bool begins_clause(std::string_view word) {
  for (const std::string_view keyword : clause_words)
    if (is_short_for(word, keyword)) return true;
  return false;
}

DataParser::DataParser(std::span<const std::string>& words,
                       const ElementShape& shape, Clause clause)
    : words_(words),
      shape_(shape),
      name_(clause == Clause::key ? "key" : "value"),
      is_prefix_(clause == Clause::key && shape.key_form == KeyForm::prefix),
      size_(clause == Clause::key ? shape.key_size : shape.value_size) {}

// Name the map where a literal or an atom is wrong.
template <typename F>
auto DataParser::in_context(F&& parse) {
  try {
    return parse();
  } catch (const Error& error) {
    throw error.in(fmt::format("{} of {}", name_, shape_.label));
  }
}

Bytes DataParser::parse() {
  if (auto bytes = in_context([&] { return parse_atoms_or_literal(); }))
    return std::move(*bytes);
  return parse_bytes();
}

std::optional<std::vector<Bytes>> DataParser::parse_by_cpu() {
  const auto words = words_of_clause();
  if (words.size() != 1 || !words.front().starts_with('[')) return std::nullopt;
  return in_context([&]() -> std::optional<std::vector<Bytes>> {
    const auto literal = btf::parse_literal(words.front());
    const auto literals = literals_by_cpu(type(), shape_.cpus, literal);
    if (!literals) return std::nullopt;
    std::vector<Bytes> values;
    for (const btf::Literal& one : *literals) {
      auto bytes = literal_bytes(type(), one);
      if (!bytes) throw usage_error("each CPU needs a list of {} bytes", size_);
      values.push_back(std::move(*bytes));
    }
    words_ = words_.subspan(1);
    return values;
  });
}

// The first word is data, whatever it is.
std::span<const std::string> DataParser::words_of_clause() const {
  std::size_t count = std::min<std::size_t>(words_.size(), 1);
  while (count < words_.size() && !begins_clause(words_[count])) ++count;
  return words_.first(count);
}

const DataType& DataParser::type() {
  if (type_) return *type_;
  type_ = DataType{.size = size_};
  if (shape_.load_types) types_ = shape_.load_types();
  if (types_) {
    type_->btf = &types_->btf;
    type_->id = name_ == "key" ? types_->key : types_->value;
  }
  return *type_;
}

std::optional<Bytes> DataParser::parse_atoms_or_literal() {
  const auto data = words_of_clause();
  if (data.empty() || is_hex_word(data.front())) return std::nullopt;
  std::optional<Bytes> bytes;
  if (is_atom(data.front()))
    bytes = parse_atoms(data, size_);
  else if (data.size() == 1 && !is_single_byte(data.front()))
    bytes = parse_word(data.front());
  if (bytes) words_ = words_.subspan(data.size());
  return bytes;
}

// Read a word that is no byte: a prefix, or a literal. Without a type only
// bytes in a list make sense.
std::optional<Bytes> DataParser::parse_word(const std::string& word) {
  if (is_prefix_)
    if (const auto prefix = prefix_in(word)) return parse_prefix(*prefix);
  if (!type().is_known() && !word.starts_with('[')) return std::nullopt;
  return literal_bytes(type(), btf::parse_literal(word));
}

Bytes DataParser::parse_prefix(const std::string& prefix) {
  if (!type().is_known()) return trie_key(prefix, size_);
  return literal_bytes(type(), {.text = prefix}).value();
}

Bytes DataParser::parse_bytes() {
  const bool is_hex = !words_.empty() && is_hex_word(words_.front());
  if (is_hex) words_ = words_.subspan(1);
  Bytes bytes;
  while (bytes.size() < size_) {
    if (words_.empty()) throw_short(bytes.size());
    const auto byte = parse_byte(words_.front(), is_hex);
    if (!byte && begins_clause(words_.front())) throw_short(bytes.size());
    if (!byte) throw_bad_byte(bytes.size() + 1, is_hex);
    bytes.push_back(*byte);
    words_ = words_.subspan(1);
  }
  if (!words_.empty() && !begins_clause(words_.front()) &&
      parse_byte(words_.front(), is_hex))
    throw usage_error("the {} has {} bytes, not more: '{}'", name_, size_,
                      words_.front())
        .with_hint(sizes_hint(shape_));
  return bytes;
}

bool DataParser::is_single_byte(std::string_view word) const {
  return size_ == 1 && parse_byte(word, false);
}

void DataParser::throw_short(std::size_t found) const {
  throw usage_error("the {} needs {} bytes, not {}", name_, size_, found)
      .with_hint(sizes_hint(shape_));
}

void DataParser::throw_bad_byte(std::size_t place, bool is_hex) const {
  throw usage_error("byte {} of the {} must be {}, not '{}'", place, name_,
                    is_hex ? "00 to ff" : "0 to 255", words_.front())
      .with_hint(sizes_hint(shape_));
}

}  // namespace skep::map
