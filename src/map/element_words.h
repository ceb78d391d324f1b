// The words that describe an element: `key 1 0 0 0 value hex 2a 00 any`.
//
// Keys and values are given byte by byte, in as many words as they have bytes;
// as one literal of their BTF type (src/btf/literal.h); or as atoms (atoms.h).
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "src/map/element_types.h"
#include "src/map/map.h"
#include "src/sys/bytes.h"

namespace skep::map {

enum class ValueForm { bytes, map, prog };

struct ElementShape {
  std::string label;  // of the map, for messages
  std::uint32_t key_size = 0;
  std::uint32_t value_size = 0;
  ValueForm value_form = ValueForm::bytes;
  // Load the types of keys and values; asked when a literal needs them. Without
  // it, or when it returns nullopt, there are none.
  std::function<std::optional<ElementTypes>()> load_types = nullptr;
};

// The map must outlive the result.
[[nodiscard]] ElementShape shape_of(const Map& map);

struct Element {
  std::optional<Bytes> key;
  std::optional<Bytes> value;
  // The two words that mean the map or program to store, "id" and "7".
  std::vector<std::string> value_ref;
  std::uint64_t flags = BPF_ANY;
};

enum class Clauses { key, value, all };

// Read the clauses key, value and any|exist|noexist, each once and in any
// order, as far as `allowed`.
// Errors: usage error that tells which byte is wrong, or how many are wanted.
[[nodiscard]] Element parse_element(const std::vector<std::string>& words,
                                    const ElementShape& shape, Clauses allowed);

// Require the clauses that a map of this shape needs.
void require_key(const Element& element, const ElementShape& shape);
void require_value(const Element& element, const ElementShape& shape);

}  // namespace skep::map
