// What the elements of a map consist of.
#pragma once

#include <cstdint>
#include <optional>

#include "src/map/element_literal.h"
#include "src/map/element_types.h"
#include "src/map/map.h"
#include "src/map/value_layout.h"

namespace skep::map {

struct ElementLayout {
  std::uint32_t key_size;
  ValueLayout values;
  std::optional<ElementTypes> types{};

  [[nodiscard]] DataType key_type() const {
    return {.btf = types ? &types->btf : nullptr,
            .id = types ? types->key : btf::void_id,
            .size = key_size};
  }
  [[nodiscard]] DataType value_type() const {
    return {.btf = types ? &types->btf : nullptr,
            .id = types ? types->value : btf::void_id,
            .size = values.size()};
  }
};

// Load what is known of the elements of a map.
[[nodiscard]] inline ElementLayout layout_of(const Map& map) {
  return {.key_size = map.info().key_size,
          .values = ValueLayout{map.info()},
          .types = load_types(map)};
}

}  // namespace skep::map
