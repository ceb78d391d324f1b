// Types of a BTF as types of C++: the same bytes, whatever compiles them.
//
// Widths are resolved (std::uint32_t, not what a typedef is elsewhere), enums
// scoped, const and volatile left out. All that BTF may hold comes out as code
// that compiles: names become identifiers, and a member that C++ can't say, or
// that does not fit, becomes bytes, with a comment and a warning.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "src/btf/btf.h"
#include "src/btf/parts.h"
#include "src/gen/cpp_members.h"
#include "src/gen/names.h"
#include "src/gen/object_model.h"

namespace skep::gen {

class CppTypes {
 public:
  // Types are defined in the namespace `scope` ("::skel::app::types"), and
  // those of the support code are in `support` ("::skep::v1"). The owner of
  // `types` must outlive this, and check_types_are_finite() hold.
  CppTypes(btf::BtfView types, std::string scope, std::string support)
      : types_(types), scope_(std::move(scope)), support_(std::move(support)) {}

  // Return the type of a value of `size` bytes for use elsewhere, such as
  // "struct ::skel::app::types::point"; arrays become std::array. nullopt if it
  // can't be said or has another size, or none.
  // A type without any name gets `name`.
  [[nodiscard]] std::optional<std::string> value(btf::TypeId id,
                                                 std::uint32_t size,
                                                 const std::string& name);

  // Return the struct of a section's variables, or of a struct_ops value,
  // under the name `name`, with assertions.
  [[nodiscard]] std::string section(const DataSection& section,
                                    const std::string& name);
  [[nodiscard]] std::string shadow(const StructOps& ops,
                                   const std::string& name);

  // Define what a variable of this type points to, if that is a struct or union
  // with members.
  void define_target(btf::TypeId id);

  // Define a struct, union or enum, whether or not anything uses it.
  void define(btf::TypeId id) { (void)use(id, "unnamed", Place::inside); }

  // Return all definitions that what was asked for needs, in an order that
  // compiles.
  [[nodiscard]] std::string definitions() const;

 private:
  // Types call each other by their short names; others need the namespace.
  enum class Place { inside, outside };

  std::optional<CppUse> use(btf::TypeId id, const std::string& name,
                            Place place);
  std::optional<CppUse> use_integer(const btf_type& type) const;
  std::optional<CppUse> use_array(const btf_type& type, const std::string& name,
                                  Place place);
  CppUse use_enum(btf::TypeId id, const std::string& name, Place place);
  CppUse use_record(btf::TypeId id, const std::string& name, Place place);
  [[nodiscard]] CppUse use_pointer(btf::TypeId target, Place place);
  [[nodiscard]] std::string target_of(btf::TypeId id, Place place);

  // Follow typedefs and modifiers; a typedef's name becomes `name`.
  [[nodiscard]] btf::TypeId resolve(btf::TypeId id, std::string& name) const;
  // Return the struct or union that a forward declaration stands for, if any.
  [[nodiscard]] btf::TypeId complete(btf::TypeId id) const;
  std::string tag_of(btf::TypeId id, const std::string& name);
  std::string spelled(btf::TypeId id, const std::string& name, Place place);
  [[nodiscard]] std::string enum_definition(const btf_type& type,
                                            const std::string& name) const;
  [[nodiscard]] UseType use_from(Place place);

  btf::BtfView types_;
  std::string scope_;
  std::string support_;
  NameSet names_{};
  std::map<btf::TypeId, std::string> tags_{};
  std::map<btf::TypeId, std::uint32_t> alignments_{};  // of what is defined
  std::set<std::string> declared_{};                   // "struct point"
  std::string definitions_{};
};

}  // namespace skep::gen
