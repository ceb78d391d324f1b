// Generated code, put together from templates.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace skep::gen {

class Code {
 public:
  using Words = std::map<char, std::string>;

  // "$X" in a template stands for `words` of 'X'.
  explicit Code(Words words) : words_(std::move(words)) {}

  // Append a template. A line feed at its very start is left out, so that it
  // can begin on a line of its own in the source.
  // `more` are words of this template alone.
  void add(std::string_view text, const Words& more = {});

  // Append text as it is.
  void add_raw(std::string_view text) { text_ += text; }

  // Return a template as add() would append it.
  [[nodiscard]] std::string expand(std::string_view text,
                                   const Words& more = {}) const;

  // Return one with the same words, and no text yet.
  [[nodiscard]] Code sibling() const { return Code{words_}; }

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  Words words_;
  std::string text_;
};

}  // namespace skep::gen
