#include "src/sys/given_options.h"

#include <algorithm>

#include "src/sys/error.h"

namespace skep {
namespace {

bool contains(const std::vector<std::string_view>& names,
              std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Error exclusion(std::string_view one, std::string_view other) {
  return usage_error("'{}' and '{}' exclude each other", one, other);
}

}  // namespace

bool GivenOptions::has(std::string_view name) const {
  return contains(names_, name);
}

void GivenOptions::allow_only(
    std::string_view option,
    const std::vector<std::string_view>& companions) const {
  if (!has(option)) return;
  for (const std::string_view other : names_)
    if (other != option && !contains(companions, other))
      throw exclusion(option, other);
}

void GivenOptions::exclude(std::string_view one, std::string_view other) const {
  if (has(one) && has(other)) throw exclusion(one, other);
}

void GivenOptions::require(std::string_view option,
                           std::string_view needed) const {
  if (has(option) && !has(needed))
    throw usage_error("'{}' needs '{}'", option, needed);
}

}  // namespace skep
