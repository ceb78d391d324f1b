// What keys and values of a map are like, for those who write them in words.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "src/map/descriptor_words.h"
#include "src/map/element_types.h"
#include "src/map/map.h"
#include "src/map/type_choice.h"

namespace skep::map {

enum class KeyForm { bytes, prefix };
enum class ValueForm { bytes, map, prog };

struct ElementShape {
  std::string label;  // of the map, for messages
  std::uint32_t key_size = 0;
  std::uint32_t value_size = 0;
  ValueForm value_form = ValueForm::bytes;
  // Load the types of keys and values; asked when a literal needs them. Without
  // it, or when it returns nullopt, there are none.
  std::function<std::optional<ElementTypes>()> load_types = nullptr;
  KeyForm key_form = KeyForm::bytes;
  // The CPUs that have a value of their own, in order; none: there is one value
  // for all of them.
  std::vector<std::uint32_t> cpus{};
  // What can be named where the kernel wants the number of a descriptor.
  Described described_key = Described::nothing;
  Described described_value = Described::nothing;
};

// The map must outlive the result. `choice` replaces the map's types.
[[nodiscard]] ElementShape shape_of(const Map& map,
                                    const TypeChoice& choice = {});

// Return what keys and values have to be, as a hint for people.
[[nodiscard]] std::string sizes_hint(const ElementShape& shape);

}  // namespace skep::map
