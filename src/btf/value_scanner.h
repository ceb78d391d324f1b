// Values read back in the very form in which print_value.h writes them, many
// times faster than by parse_literal() and encode(), which read every form.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/btf/btf.h"
#include "src/btf/find_member.h"
#include "src/sys/bytes.h"

namespace skep::btf {

// A type compiled once to the text that is always the same and the holes
// between, where numbers and words stand.
class ValueScanner {
 public:
  // Compile a type whose values have `size` bytes; the result does not need
  // `btf` any more.
  // Errors: nullopt for a type whose values have several readings, such as a
  //         union, or parts that are rare: bitfields, floats, thousands of
  //         members.
  [[nodiscard]] static std::optional<ValueScanner> compile(const BtfView& btf,
                                                           TypeId type,
                                                           std::uint32_t size);

  // Read a value from the front of `text` into `bytes`, which are zero, and
  // remove it from the text. What it reads means the same to encode().
  // Errors: false for text of another form; both are then partly used.
  [[nodiscard]] bool read(std::string_view& text, MutableBytes bytes) const;

 private:
  enum class HoleKind { number, truth, text, word };

  struct Hole {
    HoleKind kind;
    std::uint32_t text_size = 0;  // of the text before it
    std::uint32_t offset = 0;     // of its bytes in the value
    std::uint32_t size = 0;
    bool is_signed = false;      // of a number
    std::uint32_t word_set = 0;  // of a word: its place in word_sets_
  };

  // Enumerators by name, in order.
  using WordSet = std::vector<std::pair<std::string, std::uint64_t>>;

  class Compiler;

  ValueScanner() = default;

  [[nodiscard]] bool read_hole(const Hole& hole, std::string_view& text,
                               MutableBytes bytes) const;

  std::string text_{};  // all that stands before, between and behind the holes
  std::vector<Hole> holes_{};
  std::vector<WordSet> word_sets_{};
};

}  // namespace skep::btf
