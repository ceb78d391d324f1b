#include "src/gen/cpp_runtime.h"

#include <fmt/format.h>

#include <cstdint>
#include <set>

#include "src/gen/names.h"
#include "src/sys/text.h"

namespace skep::gen {
namespace {

// In the parts, the namespace has no number yet.
constexpr std::string_view namespace_start = "namespace skep::v0 {";
constexpr std::string_view namespace_end = "}  // namespace skep::v0";

// Takes the parts apart: what they include comes first, once.
class Assembly {
 public:
  void add(std::string_view part) {
    for (const std::string& line : split(part, '\n')) add_line(line);
  }

  [[nodiscard]] std::string includes() const {
    return join({includes_.begin(), includes_.end()}, "\n");
  }
  [[nodiscard]] const std::string& body() const { return body_; }

 private:
  void add_line(const std::string& line) {
    if (line.starts_with("#include <"))
      includes_.insert(line);
    else if (!line.starts_with("#include") && line != "#pragma once" &&
             line != namespace_start && line != namespace_end &&
             !is_second_gap(line))
      body_ += line + '\n';
  }
  [[nodiscard]] bool is_second_gap(const std::string& line) const {
    return line.empty() && body_.ends_with("\n\n");
  }

  std::set<std::string> includes_{};
  std::string body_{};
};

// FNV-1a: equal texts have equal numbers, on every machine.
std::uint32_t number_of(std::string_view text) {
  std::uint32_t hash = 0x811c9dc5;
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x01000193;
  return hash;
}

}  // namespace

CppRuntime cpp_runtime() {
  Assembly all;
  for (const std::string_view part : runtime_parts()) all.add(part);
  const std::string version = fmt::format("v{:08x}", number_of(all.body()));
  std::string text = fmt::format(
      R"(#ifndef SKEP_RUNTIME_{0}
#define SKEP_RUNTIME_{0}

{1}

namespace skep {{
// Of several versions in one file, the first is what skep:: means.
#ifndef SKEP_RUNTIME
#define SKEP_RUNTIME
inline
#endif
namespace {2} {{
#if defined(__cpp_exceptions)
inline namespace throwing {{
#else
inline namespace aborting {{
#endif

{3}}}  // namespace throwing, or aborting
}}  // namespace {2}
}}  // namespace skep

#endif  // SKEP_RUNTIME_{0}
)",
      upper_case(version), all.includes(), version, all.body());
  return {.name_space = "::skep::" + version, .text = std::move(text)};
}

}  // namespace skep::gen
