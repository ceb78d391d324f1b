// The words of one key or value: bytes, a literal, or atoms.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/map/element_literal.h"
#include "src/map/element_shape.h"
#include "src/sys/bytes.h"

namespace skep::map {

// Does `word` abbreviate `keyword`, as bpftool allows?
[[nodiscard]] bool is_short_for(std::string_view word,
                                std::string_view keyword);

// Does a word begin a clause: key, value, any, noexist, exist?
[[nodiscard]] bool begins_clause(std::string_view word);

enum class Clause { key, value };

// Reads words at the front of `words`, and takes them off. Errors are usage
// errors that tell which byte is wrong, or how many are wanted.
class DataParser {
 public:
  // `words` and `shape` must outlive the parser.
  DataParser(std::span<const std::string>& words, const ElementShape& shape,
             Clause clause);

  // Read one key or value.
  [[nodiscard]] Bytes parse();

  // Read one literal with a value for each CPU; nullopt, with nothing read, if
  // there is none.
  [[nodiscard]] std::optional<std::vector<Bytes>> parse_by_cpu();

 private:
  template <typename F>
  auto in_context(F&& parse);
  std::span<const std::string> words_of_clause() const;
  const DataType& type();
  std::optional<Bytes> parse_atoms_or_literal();
  std::optional<Bytes> parse_word(const std::string& word);
  Bytes parse_prefix(const std::string& prefix);
  Bytes parse_bytes();
  [[nodiscard]] bool is_single_byte(std::string_view word) const;
  [[noreturn]] void throw_short(std::size_t found) const;
  [[noreturn]] void throw_bad_byte(std::size_t place, bool is_hex) const;

  std::span<const std::string>& words_;
  const ElementShape& shape_;
  std::string_view name_;  // of the clause
  bool is_prefix_;         // it takes 10.0.0.0/8
  std::optional<ElementTypes> types_;
  std::optional<DataType> type_;
  std::uint32_t size_;
};

}  // namespace skep::map
