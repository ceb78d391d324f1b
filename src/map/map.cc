#include "src/map/map.h"

#include <fmt/format.h>

#include "src/sys/kernel_name.h"

namespace skep::map {

std::string Map::name() const { return name_in(info_.name); }

std::string Map::label() const {
  if (name().empty()) return fmt::format("map with id {}", info_.id);
  return fmt::format("map '{}' (id {})", name(), info_.id);
}

}  // namespace skep::map
