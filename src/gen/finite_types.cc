#include "src/gen/finite_types.h"

#include <cstdint>
#include <vector>

#include "src/btf/parts.h"
#include "src/sys/error.h"

namespace skep::gen {
namespace {

enum class Part { declaration, value };

// Counts the parts of each type, once, after those of the types that it needs.
class Walk {
 public:
  Walk(btf::BtfView types, Part part)
      : types_(types), part_(part), parts_(types.type_count()) {}

  // Return how many types it takes to write a type down: itself, and what it
  // is made of as often as it occurs.
  std::uint64_t count(btf::TypeId id, unsigned depth = 0) {
    const btf_type* type = types_.type(id);
    if (type == nullptr || depth > max_depth)
      throw failure("the object's BTF is malformed: type {} has no end", id);
    if (parts_[id] == 0) parts_[id] = 1 + count_needed(*type, depth + 1);
    if (parts_[id] > most_parts)
      throw failure("the object's BTF is malformed: type {} has too many parts",
                    id);
    return parts_[id];
  }

 private:
  // Far more than what people or compilers write.
  static constexpr unsigned max_depth = 512;
  static constexpr std::uint64_t most_parts = std::uint64_t{1} << 17U;

  std::uint64_t count_needed(const btf_type& type, unsigned depth) {
    if (btf_is_composite(&type)) return count_members(type, depth);
    if (btf_is_array(&type)) return count(btf::array_of(type).type, depth);
    std::uint64_t parts = leads_on(type) ? count(type.type, depth) : 0;
    if (btf_is_func_proto(&type) && part_ == Part::declaration)
      for (const auto& param : btf::params_of(type))
        parts += count(param.type, depth);
    return parts;
  }

  [[nodiscard]] bool leads_on(const btf_type& type) const {
    if (btf_is_mod(&type) || btf_is_typedef(&type)) return true;
    return part_ == Part::declaration &&
           (btf_is_ptr(&type) || btf_is_func_proto(&type));
  }

  std::uint64_t count_members(const btf_type& type, unsigned depth) {
    if (part_ == Part::declaration && type.name_off != 0) return 0;
    std::uint64_t parts = 0;
    for (std::uint32_t i = 0; i < btf_vlen(&type); ++i)
      parts += count(btf::member_of(type, i).type, depth);
    return parts;
  }

  btf::BtfView types_;
  Part part_;
  std::vector<std::uint64_t> parts_;  // by type id; 0: not counted yet
};

}  // namespace

void check_types_are_finite(btf::BtfView types) {
  for (const Part part : {Part::declaration, Part::value}) {
    Walk walk{types, part};
    for (btf::TypeId id = 1; id < types.type_count(); ++id)
      static_cast<void>(walk.count(id));
  }
}

}  // namespace skep::gen
