#include "src/verifier/kinds.h"

#include <algorithm>
#include <array>

#include "src/verifier/pattern.h"

namespace skep::verifier {
namespace {

bool is_of(const Kind& kind, std::string_view line) {
  std::string_view rest = kind.messages;
  while (!rest.empty()) {
    const auto end = std::min(rest.find('\n'), rest.size());
    if (matches(line, rest.substr(0, end))) return true;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return false;
}

}  // namespace

std::span<const std::span<const Kind>> kinds() {
  static const std::array parts{kinds_of_objects,  kinds_of_calls,
                                kinds_of_pointers, kinds_of_memory,
                                kinds_of_flow,     kinds_of_programs};
  return parts;
}

const Kind* find_kind(std::span<const std::string_view> lines) {
  for (const std::span<const Kind> part : kinds())
    for (const Kind& kind : part)
      if (std::ranges::any_of(lines,
                              [&](auto line) { return is_of(kind, line); }))
        return &kind;
  return nullptr;
}

}  // namespace skep::verifier
