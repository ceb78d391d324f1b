// Do types of a BPF object and of a kernel mean the same? The rules are those
// by which libbpf decides when it loads the object.
#pragma once

#include <cstdint>
#include <string_view>

#include "src/btf/btf.h"

namespace skep::btf {

// Return a name without its flavor: "task_struct" of "task_struct___old".
[[nodiscard]] std::string_view essential_name(std::string_view name);

// The types of an object and of a kernel while they are compared. In neither
// BTF must typedefs or arrays run in a circle: see find_fault().
class CoreTypes {
 public:
  CoreTypes(BtfView local, BtfView target) : local_(local), target_(target) {}

  [[nodiscard]] BtfView local() const { return local_; }
  [[nodiscard]] BtfView target() const { return target_; }

  // Take so many steps of a comparison.
  // Errors: Error after more steps than real types can need.
  void spend(std::uint64_t steps);

 private:
  BtfView local_;
  BtfView target_;
  std::uint64_t steps_left_ = std::uint64_t{1} << 22U;
};

// A type of the object and one of the kernel.
struct TypePair {
  TypeId local;
  TypeId target;
};

// Return what both types, which are of one kind, point to, are arrays of or
// return.
[[nodiscard]] TypePair next_of(const btf_type& local, const btf_type& target);

// Can a field of one type stand for one of the other? Structs and unions stand
// for each other, whatever they hold, and numbers whatever their size.
[[nodiscard]] bool are_fields_compatible(CoreTypes& types, TypePair pair);

// Are types, whose names are the same, of one kind, and what they point to, are
// arrays of, take and return as well?
// Errors: Error for types that lead too far.
[[nodiscard]] bool are_types_compatible(CoreTypes& types, TypePair pair);

// Has the kernel's type all members and enumerators that the object's has, by
// names and types? Behind pointers, structs and unions go by their names alone.
// Errors: Error for types that lead too far.
[[nodiscard]] bool do_types_match(CoreTypes& types, TypePair pair);

}  // namespace skep::btf
