// Sections of global variables and struct_ops values as structs of C.
#pragma once

#include <optional>
#include <string>

#include "src/gen/object_model.h"
#include "src/gen/spelling.h"
#include "src/gen/type_shape.h"
#include "src/gen/type_text.h"

namespace skep::gen {

class CLayout {
 public:
  // `model` and `spelling` must outlive it.
  CLayout(const ObjectModel& model, const Spelling& spelling);

  // Return the member of the skeleton that points to a section's variables:
  // struct NAME__bss { ... } *bss;
  // Gaps are filled such that it comes out the same where compilers align
  // numbers of eight bytes to four.
  // Errors: Error when variables overlap.
  [[nodiscard]] std::string section(const DataSection& section);

  // Return the member that points to a struct_ops value:
  // struct NAME__MAP__TYPE { ... } *MAP;
  [[nodiscard]] std::string shadow(const MapModel& map);

  // Return definitions of the named types that the variables are of; empty if
  // they need none.
  [[nodiscard]] std::string named_types();

 private:
  [[nodiscard]] std::string declare(const Variable& variable,
                                    Qualifiers qualifiers);
  [[nodiscard]] std::string declare(const ShadowMember& member);
  // Return the type under which a variable is declared.
  [[nodiscard]] btf::TypeId portable_type(btf::TypeId id) const;
  [[nodiscard]] std::uint32_t alignment_of(btf::TypeId type);

  const ObjectModel& model_;
  const Spelling& spelling_;
  std::optional<TypeText> types_;
  std::optional<TypeShapes> shapes_;  // of the same
};

}  // namespace skep::gen
