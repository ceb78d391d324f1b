// Texts with placeholders for parts of a section's name.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "src/object/sec_pattern.h"

namespace skep {

// What a section's name says, as a pattern divides it.
struct SectionParts {
  std::string section;
  std::string rest;                // behind the pattern
  std::vector<std::string> parts;  // of the rest, at its slashes
  // NAME=VALUE of the rest, at its commas; a name begins behind a slash.
  std::map<std::string, std::string> values;
};

// Divide the name of a section that `pattern` matches.
[[nodiscard]] SectionParts divide_section(const SecPattern& pattern,
                                          std::string_view section);

// A text in which {0} stands for the section's name, {*} for the rest of it,
// {1}, {2} ... for the parts of the rest and {name} for a value. {1:lo} stands
// for "lo" where the section has no such part, or an empty one.
class SecTemplate {
 public:
  // Errors: usage error for a placeholder that is none.
  explicit SecTemplate(std::string text);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool has_placeholders() const {
    return text_.find('{') != std::string::npos;
  }
  // Put the parts in their places.
  // Errors: Error that names the section and what it does not have.
  [[nodiscard]] std::string fill(const SectionParts& parts) const;

 private:
  std::string text_;
};

}  // namespace skep
