// How conditions are joined: all, any or none of some parts, or one leaf.
#pragma once

#include <algorithm>
#include <functional>
#include <type_traits>
#include <utility>
#include <vector>

namespace skep::btf {

template <typename Leaf>
struct Logic {
  enum class Kind { leaf, all, any, none };

  Kind kind = Kind::all;  // all of no parts: whatever there is
  std::vector<Logic> parts{};
  Leaf leaf{};  // if it is one

  [[nodiscard]] bool is_always() const {
    return kind == Kind::all && parts.empty();
  }
};

// Does it hold, if `leaf_holds(leaf)` tells so of leaves? No more of them are
// asked for than needed, from left to right.
template <typename Leaf, typename F>
[[nodiscard]] bool holds(const Logic<Leaf>& logic, const F& leaf_holds) {
  using Kind = typename Logic<Leaf>::Kind;
  const auto part_holds = [&](const Logic<Leaf>& part) {
    return holds(part, leaf_holds);
  };
  const auto& parts = logic.parts;
  switch (logic.kind) {
    case Kind::leaf:
      break;
    case Kind::all:
      return std::all_of(parts.begin(), parts.end(), part_holds);
    case Kind::any:
      return std::any_of(parts.begin(), parts.end(), part_holds);
    case Kind::none:
      return std::none_of(parts.begin(), parts.end(), part_holds);
  }
  return leaf_holds(logic.leaf);
}

// Return the same of `change(leaf)` for each leaf, from left to right.
template <typename Leaf, typename F>
[[nodiscard]] auto with_leaves(const Logic<Leaf>& logic, const F& change)
    -> Logic<std::invoke_result_t<const F&, const Leaf&>> {
  using Result = Logic<std::invoke_result_t<const F&, const Leaf&>>;
  Result result{.kind = static_cast<typename Result::Kind>(logic.kind)};
  for (const Logic<Leaf>& part : logic.parts)
    result.parts.push_back(with_leaves(part, change));
  if (logic.kind == Logic<Leaf>::Kind::leaf) result.leaf = change(logic.leaf);
  return result;
}

// Is `is_so(leaf)` true of any leaf?
template <typename Leaf, typename F>
[[nodiscard]] bool any_leaf(const Logic<Leaf>& logic, const F& is_so) {
  if (logic.kind == Logic<Leaf>::Kind::leaf) return is_so(logic.leaf);
  return std::any_of(
      logic.parts.begin(), logic.parts.end(),
      [&](const Logic<Leaf>& part) { return any_leaf(part, is_so); });
}

}  // namespace skep::btf
