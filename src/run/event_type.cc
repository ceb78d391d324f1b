#include "src/run/event_type.h"

#include <algorithm>
#include <set>
#include <vector>

#include "src/btf/named_type.h"
#include "src/btf/parts.h"
#include "src/sys/error.h"

namespace skep {
namespace {

using btf::BtfView;
using btf::TypeId;

constexpr std::string_view event_tag = "event:";

// The structs of an object that may be events.
class Candidates {
 public:
  explicit Candidates(const BpfObject& object) : types_(object.type_info()) {
    for (const bpf_program* prog : object.programs())
      if (const auto id = types_.find(bpf_program__name(prog), BTF_KIND_FUNC))
        reach(types_.type(*id)->type);
    for (TypeId id = 1; id < types_.type_count(); ++id)
      if (const btf_type& type = *types_.type(id); btf_is_datasec(&type))
        add_section(type);
  }

  [[nodiscard]] bool has_pointed() const { return !pointed_.empty(); }
  // Return the only struct that variables point to.
  [[nodiscard]] std::optional<TypeId> only_pointed() const {
    return only_of(pointed_);
  }
  // Return the only struct that nothing else needs.
  [[nodiscard]] std::optional<TypeId> only_free() const {
    std::set<TypeId> free;
    for (TypeId id = 1; id < types_.type_count(); ++id)
      if (is_named_struct(id) && !reached_.contains(id)) free.insert(id);
    if (free.empty()) return std::nullopt;
    remove_parts(free);
    remove_kernel_types(free);
    return only_of(free);
  }

 private:
  static std::optional<TypeId> only_of(const std::set<TypeId>& ids) {
    if (ids.size() != 1) return std::nullopt;
    return *ids.begin();
  }

  [[nodiscard]] bool is_named_struct(TypeId id) const {
    const btf_type* type = types_.type(id);
    return type != nullptr && btf_is_struct(type) && type->name_off != 0 &&
           btf_vlen(type) > 0;
  }

  void add_section(const btf_type& section) {
    const bool has_maps = types_.name(section) == ".maps";
    for (const auto& place : btf::variables_of(section)) {
      const btf_type* variable = types_.type(place.type);
      if (variable == nullptr || !btf_is_var(variable)) continue;
      if (has_maps || !add_pointed(variable->type)) reach(variable->type);
    }
  }

  // Note the struct that a variable points to; return whether it does.
  bool add_pointed(TypeId id) {
    const btf_type* type = types_.resolve(id);
    if (type == nullptr || !btf_is_ptr(type)) return false;
    const TypeId target = types_.skip_modifiers_and_typedefs(type->type);
    if (is_named_struct(target)) pointed_.insert(target);
    return is_named_struct(target);
  }

  void reach(TypeId id) { reach(id, reached_); }
  void reach(TypeId id, std::set<TypeId>& reached) const {
    std::vector<TypeId> left{id};
    while (!left.empty()) {
      id = left.back();
      left.pop_back();
      const btf_type* type = types_.type(id);
      if (type == nullptr || !reached.insert(id).second) continue;
      for_each_part(*type, [&](TypeId part) { left.push_back(part); });
    }
  }

  template <typename Visit>
  static void for_each_part(const btf_type& type, const Visit& visit) {
    if (btf_is_composite(&type)) {
      for (std::uint32_t i = 0; i < btf_vlen(&type); ++i)
        visit(btf::member_of(type, i).type);
    } else if (btf_is_func_proto(&type)) {
      visit(type.type);
      for (const auto& param : btf::params_of(type)) visit(param.type);
    } else if (btf_is_array(&type)) {
      visit(btf::array_of(type).type);
    } else if (btf_is_ptr(&type) || btf_is_mod(&type) ||
               btf_is_typedef(&type)) {
      visit(type.type);
    }
  }

  // Remove those that are part of others.
  void remove_parts(std::set<TypeId>& ids) const {
    const std::set<TypeId> all = ids;
    for (const TypeId id : all) {
      std::set<TypeId> parts;
      reach(id, parts);
      parts.erase(id);
      std::erase_if(ids, [&](TypeId other) { return parts.contains(other); });
    }
  }

  // A struct that a program has for CO-RE looks like any other. Where the
  // kernel's are not known, any may be one.
  void remove_kernel_types(std::set<TypeId>& ids) const {
    try {
      const btf::Btf kernel = btf::Btf::vmlinux();
      std::erase_if(ids, [&](TypeId id) {
        std::string name{types_.name(*types_.type(id))};
        name.resize(std::min(name.size(), name.find("___")));
        return kernel.find(name, BTF_KIND_STRUCT).has_value();
      });
    } catch (const Error&) {
      ids.clear();
    }
  }

  BtfView types_;
  std::set<TypeId> pointed_;
  std::set<TypeId> reached_;
};

// Return what a map tells by itself.
std::optional<TypeId> find_declared(const BpfObject& object,
                                    const bpf_map* map) {
  const BtfView types{object.type_info()};
  if (const auto tag = tag_of(types, bpf_map__name(map), event_tag))
    return btf::find_named(types, *tag);
  if (bpf_map__type(map) != BPF_MAP_TYPE_RINGBUF) return std::nullopt;
  const TypeId value = bpf_map__btf_value_type_id(map);
  if (value == btf::void_id) return std::nullopt;
  return value;
}

std::size_t count_undeclared(const BpfObject& object) {
  return static_cast<std::size_t>(std::count_if(
      object.maps().begin(), object.maps().end(), [&](const bpf_map* map) {
        return has_events(map) && !find_declared(object, map);
      }));
}

}  // namespace

bool has_events(const bpf_map* map) {
  if (bpf_map__type(map) == BPF_MAP_TYPE_PERF_EVENT_ARRAY) return true;
  return bpf_map__type(map) == BPF_MAP_TYPE_RINGBUF &&
         (bpf_map__map_flags(map) & BPF_F_RB_OVERWRITE) == 0;
}

std::optional<btf::TypeId> find_event_type(const BpfObject& object,
                                           const bpf_map* map) {
  if (object.type_info() == nullptr) return std::nullopt;
  if (const auto declared = find_declared(object, map)) return declared;
  // The type that it declares is not there.
  if (tag_of(BtfView{object.type_info()}, bpf_map__name(map), event_tag))
    return std::nullopt;
  const Candidates candidates{object};
  if (candidates.has_pointed()) return candidates.only_pointed();
  if (count_undeclared(object) != 1) return std::nullopt;
  return candidates.only_free();
}

std::optional<std::string> tag_of(btf::BtfView types, std::string_view variable,
                                  std::string_view prefix) {
  for (btf::TypeId id = 1; id < types.type_count(); ++id) {
    const btf_type& tag = *types.type(id);
    if (!btf_is_decl_tag(&tag) || btf_decl_tag(&tag)->component_idx != -1)
      continue;
    const btf_type* tagged = types.type(tag.type);
    if (tagged == nullptr || !btf_is_var(tagged) ||
        types.name(*tagged) != variable)
      continue;
    const std::string_view text = types.name(tag);
    if (text.starts_with(prefix))
      return std::string{text.substr(prefix.size())};
  }
  return std::nullopt;
}

}  // namespace skep
