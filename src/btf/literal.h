// A value as people write it: 12, sh, "sh", [1, 2], {saddr: 10.0.0.1, port: 80}
// or .saddr=10.0.0.1,.port=80. JSON is such a literal too.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace skep::btf {

// What a literal says, before any type gives it a meaning.
struct Literal {
  enum class Kind { word, list, object };

  Kind kind = Kind::word;
  std::string text{};                // of a word
  bool is_quoted = false;            // of a word
  std::vector<std::string> names{};  // of an object: one for each element
  std::vector<Literal> elements{};   // of a list or an object, in order
};

// Read one literal: all of `text`.
// Shape:  names may do without quotes and may be paths ("a.b[2]"); = may stand
//         for a colon; text that begins with none of {[". is one word, with
//         what blanks there are. A name may come twice.
// Errors: usage error that shows the place.
[[nodiscard]] Literal parse_literal(std::string_view text);

}  // namespace skep::btf
