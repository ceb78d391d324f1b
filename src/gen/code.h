// Generated code, put together from templates.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace skep::gen {

class Code {
 public:
  // "$X" in a template stands for `words` of 'X'.
  explicit Code(std::map<char, std::string> words) : words_(std::move(words)) {}

  // Append a template. A line feed at its very start is left out, so that it
  // can begin on a line of its own in the source.
  void add(std::string_view text);

  // Append text as it is.
  void add_raw(std::string_view text) { text_ += text; }

  // Return a template as add() would append it.
  [[nodiscard]] std::string expand(std::string_view text) const;

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::map<char, std::string> words_;
  std::string text_;
};

}  // namespace skep::gen
