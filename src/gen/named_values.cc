#include "src/gen/named_values.h"

#include <cstdint>
#include <set>
#include <utility>

#include "src/btf/parts.h"

namespace skep::gen {
namespace {

class Search {
 public:
  explicit Search(btf::BtfView types) : types_(types) {}

  void visit(btf::TypeId id) {
    id = types_.skip_modifiers(id);
    if (!seen_.insert(id).second) return;
    const btf_type* type = types_.type(id);
    if (btf_is_array(type))
      visit(btf_array(type)->type);
    else if (is_declared_by_name(*type))
      found_.push_back(id);
    else if (btf_is_composite(type))
      visit_members(*type);
  }

  [[nodiscard]] std::vector<btf::TypeId> take() { return std::move(found_); }

 private:
  // A number's name is in the headers that a skeleton includes.
  [[nodiscard]] bool is_declared_by_name(const btf_type& type) const {
    if (btf_is_typedef(&type)) return !btf_is_int(types_.resolve(type.type));
    const bool has_tag = btf_is_composite(&type) || btf_is_any_enum(&type);
    return has_tag && type.name_off != 0;
  }

  void visit_members(const btf_type& type) {
    for (std::uint32_t i = 0; i < btf_vlen(&type); ++i)
      visit(btf::member_of(type, i).type);
  }

  btf::BtfView types_;
  std::set<btf::TypeId> seen_;
  std::vector<btf::TypeId> found_;
};

}  // namespace

std::vector<btf::TypeId> named_values(btf::BtfView types,
                                      std::span<const btf::TypeId> ids) {
  Search search{types};
  for (const btf::TypeId id : ids) search.visit(id);
  return search.take();
}

}  // namespace skep::gen
