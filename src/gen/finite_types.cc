#include "src/gen/finite_types.h"

#include <cstdint>
#include <vector>

#include "src/btf/parts.h"
#include "src/sys/error.h"

namespace skep::gen {
namespace {

enum class Part { declaration, value };

// Visits each type once, after those that it needs.
class Walk {
 public:
  Walk(btf::BtfView types, Part part)
      : types_(types), part_(part), is_done_(types.type_count()) {}

  void visit(btf::TypeId id, unsigned depth = 0) {
    const btf_type* type = types_.type(id);
    if (type == nullptr || depth > max_depth)
      throw failure("the object's BTF is malformed: type {} has no end", id);
    if (is_done_[id]) return;
    visit_needed(*type, depth + 1);
    is_done_[id] = true;
  }

 private:
  // Far more than what people or compilers write.
  static constexpr unsigned max_depth = 512;

  void visit_needed(const btf_type& type, unsigned depth) {
    if (btf_is_composite(&type))
      visit_members(type, depth);
    else if (btf_is_array(&type))
      visit(btf::array_of(type).type, depth);
    else if (leads_on(type))
      visit(type.type, depth);
    if (btf_is_func_proto(&type) && part_ == Part::declaration)
      for (const auto& param : btf::params_of(type)) visit(param.type, depth);
  }

  [[nodiscard]] bool leads_on(const btf_type& type) const {
    if (part_ == Part::value) return btf_is_mod(&type) || btf_is_typedef(&type);
    return btf_is_mod(&type) || btf_is_ptr(&type) || btf_is_func_proto(&type);
  }

  void visit_members(const btf_type& type, unsigned depth) {
    if (part_ == Part::declaration && type.name_off != 0) return;
    for (std::uint32_t i = 0; i < btf_vlen(&type); ++i)
      visit(btf::member_of(type, i).type, depth);
  }

  btf::BtfView types_;
  Part part_;
  std::vector<bool> is_done_;
};

}  // namespace

void check_types_are_finite(btf::BtfView types) {
  for (const Part part : {Part::declaration, Part::value}) {
    Walk walk{types, part};
    for (btf::TypeId id = 1; id < types.type_count(); ++id) walk.visit(id);
  }
}

}  // namespace skep::gen
