// Options that were given together, and whether they make sense so.
#pragma once

#include <string_view>
#include <vector>

namespace skep {

class GivenOptions {
 public:
  void add(std::string_view name, bool is_given) {
    if (is_given) names_.push_back(name);
  }

  [[nodiscard]] bool has(std::string_view name) const;

  // Require that beside `option`, if it is there, are none but its companions.
  // Errors: usage error that names two.
  void allow_only(std::string_view option,
                  const std::vector<std::string_view>& companions) const;
  // Require that two are not there together, or one not without another.
  void exclude(std::string_view one, std::string_view other) const;
  void require(std::string_view option, std::string_view needed) const;

 private:
  std::vector<std::string_view> names_;
};

}  // namespace skep
