// The words that describe an element: `key 1 0 0 0 value hex 2a 00 any`.
//
// Keys and values are given byte by byte, in as many words as they have bytes;
// as one literal of their BTF type (src/btf/literal.h); or as atoms (atoms.h).
// In a per-CPU map, values are `all DATA`, `cpu 3 DATA` or a list of literals.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/map/element_shape.h"
#include "src/sys/bytes.h"

namespace skep::map {

struct Element {
  std::optional<Bytes> key;
  std::optional<Bytes> value;
  // Instead of bytes: what the kernel wants a descriptor of.
  std::optional<DescriptorWords> described_key;
  std::optional<DescriptorWords> described_value;
  std::optional<std::uint32_t> cpu;  // the only one that gets the value
  std::vector<Bytes> cpu_values;     // instead: one for each possible CPU
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

// Return the key as the kernel wants it.
// Errors: Error when what it describes can't be opened.
[[nodiscard]] HeldData hold_key(const Element& element);

}  // namespace skep::map
