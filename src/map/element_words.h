// The words that describe an element: `key 1 0 0 0 value hex 2a 00 any`.
//
// How many words a clause has is told by the map: one for each byte.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/map/map.h"
#include "src/sys/bytes.h"

namespace skep::map {

enum class ValueForm { bytes, map, prog };

struct ElementShape {
  std::string label;  // of the map, for messages
  std::uint32_t key_size = 0;
  std::uint32_t value_size = 0;
  ValueForm value_form = ValueForm::bytes;
};

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
