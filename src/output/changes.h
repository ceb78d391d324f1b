// What differs between two states of the same things, and how it is told.
#pragma once

#include <string_view>

namespace skep {

enum class ChangeKind { added, removed, changed };

// Return what a line for people begins with: + - ~.
[[nodiscard]] constexpr char sign_of(ChangeKind kind) {
  return kind == ChangeKind::added     ? '+'
         : kind == ChangeKind::removed ? '-'
                                       : '~';
}

// Return "added", "removed", "changed".
[[nodiscard]] constexpr std::string_view word_of(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::added:
      return "added";
    case ChangeKind::removed:
      return "removed";
    case ChangeKind::changed:
      break;
  }
  return "changed";
}

// Call `visit(kind, key, before, after)`, in the order of keys, for what two
// maps (std::map) do not have in common; `before` or `after` is null where
// there is none.
template <typename Map, typename Visit>
void for_each_change(const Map& before, const Map& after, const Visit& visit) {
  const auto is_less = before.key_comp();
  auto old = before.begin();
  const auto remove = [&] {
    visit(ChangeKind::removed, old->first, &old->second, nullptr);
    ++old;
  };
  for (const auto& [key, value] : after) {
    while (old != before.end() && is_less(old->first, key)) remove();
    if (old == before.end() || is_less(key, old->first)) {
      visit(ChangeKind::added, key, nullptr, &value);
      continue;
    }
    if (old->second != value)
      visit(ChangeKind::changed, key, &old->second, &value);
    ++old;
  }
  while (old != before.end()) remove();
}

}  // namespace skep
