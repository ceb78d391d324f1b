// The values of an element where JSON expects them.
#pragma once

#include <cstddef>

#include "src/map/value_layout.h"
#include "src/output/json.h"
#include "src/sys/bytes.h"

namespace skep::map {

// Return the name of the member that holds them.
[[nodiscard]] inline const char* values_name(const ValueLayout& layout) {
  return layout.is_per_cpu() ? "values" : "value";
}

// Call `write(value)` where the only value belongs; in a per-CPU map for each
// CPU, in a list of {"cpu": N, "value": ...}.
template <typename Write>
void for_each_value(Json& json, const ValueLayout& layout, ByteView values,
                    Write write) {
  if (!layout.is_per_cpu()) return write(values);
  json.begin_array();
  for (std::size_t i = 0; i < layout.cpus().size(); ++i) {
    json.begin_object();
    json.key("cpu");
    json.value(layout.cpus()[i]);
    json.key("value");
    write(layout.value_at(values, i));
    json.end_object();
  }
  json.end_array();
}

}  // namespace skep::map
