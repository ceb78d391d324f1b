// Sections of global variables and struct_ops values as structs of C.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/gen/object_model.h"
#include "src/gen/spelling.h"
#include "src/gen/type_shape.h"
#include "src/gen/type_text.h"

namespace skep::gen {

class CLayout {
 public:
  // Where the definitions of named types stand: before the header, as the user
  // has them, or in it.
  enum class Types { outside, inside };

  // `model` and `spelling` must outlive it.
  CLayout(const ObjectModel& model, const Spelling& spelling,
          Types types = Types::outside);

  // Return the member of the skeleton that points to a section's variables:
  // struct NAME__bss { ... } *bss;
  // Gaps are filled such that it comes out the same where compilers align
  // numbers of eight bytes to four.
  // Errors: Error when variables overlap.
  [[nodiscard]] std::string section(const DataSection& section);

  // Return the member of a subskeleton with pointers to a section's variables:
  // struct NAME__bss { int *counter; ... } bss;
  [[nodiscard]] std::string pointers(const DataSection& section);

  // Return the member that points to a struct_ops value:
  // struct NAME__MAP__TYPE { ... } *MAP;
  [[nodiscard]] std::string shadow(const MapModel& map);

  // Return definitions of the named types that the variables are of; empty if
  // they need none.
  [[nodiscard]] std::string definitions();

  // A type with a name that variables hold, as "struct event".
  struct NamedType {
    std::string text;
    std::uint32_t size;
  };
  [[nodiscard]] std::vector<NamedType> named_types();

 private:
  [[nodiscard]] std::string declare(const Variable& variable,
                                    Qualifiers qualifiers);
  [[nodiscard]] std::string declare(const ShadowMember& member);
  [[nodiscard]] std::string declare_pointer(const Variable& variable);
  [[nodiscard]] std::string declare(btf::TypeId type, const std::string& name,
                                    int indent, Qualifiers qualifiers);
  [[nodiscard]] std::vector<btf::TypeId> types_of_variables() const;
  [[nodiscard]] std::uint32_t alignment_of(btf::TypeId type);

  const ObjectModel& model_;
  const Spelling& spelling_;
  std::optional<btf::Btf> plain_;     // the object's types for user space
  std::optional<TypeText> types_;     // of the same
  std::optional<TypeShapes> shapes_;  // of the same
};

}  // namespace skep::gen
