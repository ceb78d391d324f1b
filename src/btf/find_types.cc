#include "src/btf/find_types.h"

#include <cstddef>

namespace skep::btf {

std::vector<std::optional<TypeId>> find_structs(
    BtfView btf, std::span<const std::string_view> names) {
  std::vector<std::optional<TypeId>> found(names.size());
  std::size_t missing = names.size();
  for (TypeId id = 1; id < btf.type_count() && missing > 0; ++id) {
    const btf_type& type = *btf.type(id);
    if (!btf_is_struct(&type)) continue;
    const std::string_view name = btf.name(type);
    for (std::size_t i = 0; i < names.size(); ++i)
      if (!found[i] && names[i] == name) {
        found[i] = id;
        --missing;
      }
  }
  return found;
}

}  // namespace skep::btf
