#include "src/btf/soundness.h"

#include <cstdint>
#include <optional>
#include <vector>

#include "src/btf/parts.h"

namespace skep::btf {
namespace {

// Return what a type is made of, if that is one other type.
std::optional<TypeId> next_of(const btf_type& type) {
  if (btf_is_mod(&type) || btf_is_typedef(&type)) return type.type;
  if (btf_is_array(&type)) return array_of(type).type;
  return std::nullopt;
}

// Can bits be taken out of a value of this type?
bool has_bits(BtfView btf, TypeId id) {
  const btf_type* type = btf.resolve(id);
  return type != nullptr && (btf_is_int(type) || btf_is_any_enum(type)) &&
         type->size > 0;
}

bool has_odd_bitfield(BtfView btf, const btf_type& type) {
  for (std::uint32_t i = 0; i < btf_vlen(&type); ++i)
    if (const Member member = member_of(type, i);
        member.bitfield_size > 0 && !has_bits(btf, member.type))
      return true;
  return false;
}

std::string_view fault_of(BtfView btf, const btf_type& type) {
  if (btf_is_composite(&type) && has_odd_bitfield(btf, type))
    return "a bitfield is of no number";
  // libbpf checks all other references.
  if (btf_is_func_proto(&type) && btf.type(type.type) == nullptr)
    return "a function returns what is not there";
  return {};
}

}  // namespace

bool has_endless_references(BtfView btf) {
  enum class Visit : std::uint8_t { none, now, before };
  std::vector<Visit> visits(btf.type_count());
  for (TypeId first = 1; first < btf.type_count(); ++first) {
    std::vector<TypeId> way;
    std::optional<TypeId> id = first;
    while (id && *id < visits.size() && visits[*id] == Visit::none) {
      visits[*id] = Visit::now;
      way.push_back(*id);
      id = next_of(*btf.type(*id));
    }
    if (id && *id < visits.size() && visits[*id] == Visit::now) return true;
    for (const TypeId passed : way) visits[passed] = Visit::before;
  }
  return false;
}

std::string_view find_fault(BtfView btf) {
  if (has_endless_references(btf)) return "a type leads back to itself";
  for (TypeId id = 1; id < btf.type_count(); ++id)
    if (const auto fault = fault_of(btf, *btf.type(id)); !fault.empty())
      return fault;
  return {};
}

}  // namespace skep::btf
