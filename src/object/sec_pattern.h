// Patterns of section names (SEC), which match as libbpf lets them match.
#pragma once

#include <string>
#include <string_view>

namespace skep {

// "abc" is this name alone. "abc/" is every name that begins so. "abc+" is
// "abc" and every name that begins with "abc/". "*" is the fallback: every name
// that no other pattern and no section of libbpf's own takes.
class SecPattern {
 public:
  // Errors: usage error for an empty pattern, for which libbpf would read the
  //         byte in front of it, and for one with a zero byte.
  explicit SecPattern(std::string text);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool is_fallback() const { return text_ == "*"; }

  // Does a program of this section belong here? The question mark of an
  // optional program (SEC("?abc")) is no part of its section.
  [[nodiscard]] bool matches(std::string_view section) const;

  // Return what of a matching section stands behind the pattern and its slash:
  // "eth0" of "xdp/eth0" for "xdp/" and "xdp+"; all of it for the fallback.
  [[nodiscard]] std::string_view rest_of(std::string_view section) const;

 private:
  // "abc" of "abc+", else the text.
  [[nodiscard]] std::string_view stem() const;

  std::string text_;
};

}  // namespace skep
