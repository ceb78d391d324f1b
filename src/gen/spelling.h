// Words that are ordinary in C and reserved in C++, in a header for both.
#pragma once

#include <string>
#include <string_view>

namespace skep::gen {

// Writes such a word as a call of a macro of the header, PREFIX_NAME(class):
// that is `class` in C and `class_` in C++.
class Spelling {
 public:
  // `prefix` begins the names of the macros.
  explicit Spelling(std::string prefix) : prefix_(std::move(prefix)) {}

  // Return the text for an identifier.
  [[nodiscard]] std::string word(std::string_view identifier) const;

  // Return a declaration of C for both languages: all words as by word(), and
  // `bool` for `_Bool`, which C++ does not have.
  [[nodiscard]] std::string declaration(std::string_view text) const;

  // Return the definitions of the macros that `header` calls, and the lines
  // that take them back; empty if it calls none.
  [[nodiscard]] std::string definitions(std::string_view header) const;
  [[nodiscard]] std::string removal(std::string_view header) const;

 private:
  [[nodiscard]] std::string cpp11_macro() const { return prefix_ + "_NAME"; }
  [[nodiscard]] std::string cpp20_macro() const { return prefix_ + "_NAME20"; }

  std::string prefix_;
};

}  // namespace skep::gen
