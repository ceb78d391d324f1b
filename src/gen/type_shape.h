// What there is to know before a type is written as C. A struct may have
// members that BTF can't describe: clang writes an _Atomic one as void.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "src/btf/btf.h"
#include "src/gen/type_names.h"

namespace skep::gen {

// Answers questions about the types of one BTF, and remembers the answers.
class TypeShapes {
 public:
  // The owner of `types` must outlive it, and check_types_are_finite() hold.
  explicit TypeShapes(btf::BtfView types, NameScope scope = NameScope::program)
      : types_(types), scope_(scope) {}

  // Return the alignment of a value in bytes; nullopt if it, or a member of
  // it, can't be described.
  [[nodiscard]] std::optional<std::uint32_t> alignment_of(btf::TypeId id);

  // Can the type be written down in C, and all that it is made of, names
  // included? What pointers point to only has to have a name.
  [[nodiscard]] bool can_declare(btf::TypeId id);

  // The same of a value of this type.
  [[nodiscard]] bool can_describe(btf::TypeId id) {
    return alignment_of(id) && can_declare(id);
  }

 private:
  // A type, and whether it is seen through a pointer.
  using Use = std::pair<btf::TypeId, bool>;

  [[nodiscard]] std::optional<std::uint32_t> find_alignment(btf::TypeId id);
  [[nodiscard]] std::optional<std::uint32_t> alignment_of_members(
      const btf_type& type);
  [[nodiscard]] bool is_known(btf::TypeId id, bool is_behind_pointer);
  [[nodiscard]] bool is_known_value(btf::TypeId id);
  [[nodiscard]] bool has_known_parts(const btf_type& type);
  [[nodiscard]] bool has_known_params(const btf_type& type,
                                      bool is_behind_pointer);

  btf::BtfView types_;
  NameScope scope_;
  std::map<btf::TypeId, std::optional<std::uint32_t>> alignments_;
  std::set<Use> known_;  // can be described
  std::set<Use> seen_;   // by the search that goes on, beside the known
};

}  // namespace skep::gen
