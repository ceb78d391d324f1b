// The global variables of an object, found by their names.
#pragma once

#include <bpf/libbpf.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/btf/btf.h"
#include "src/btf/find_member.h"
#include "src/object/bpf_object.h"
#include "src/sys/bytes.h"

namespace skep {

// A section of global variables.
struct GlobalSection {
  std::string name;                 // ".rodata.custom"
  btf::TypeId type = btf::void_id;  // its DATASEC
  std::size_t map = 0;              // its place among the object's maps
  ByteView initial{};  // what it holds at first; valid as long as the object

  // Are its values those of the kernel's configuration, found out when the
  // object is loaded?
  [[nodiscard]] bool is_kconfig() const { return name == ".kconfig"; }
};

// Return the sections of an opened object that BTF describes, in its order.
[[nodiscard]] std::vector<GlobalSection> sections_of(const BpfObject& object);

struct GlobalVariable {
  std::string name;
  std::size_t section;  // among Globals::sections()
  btf::Target place;    // in the section
  bool is_static = false;
};

// What a name with a path leads to: "unit.x".
struct FoundVariable {
  const GlobalVariable* variable;
  std::string path;  // behind the name: ".x"
};

class Globals {
 public:
  // `types` and what the sections hold must outlive this.
  Globals(btf::BtfView types, std::vector<GlobalSection> sections);

  [[nodiscard]] btf::BtfView types() const { return types_; }
  [[nodiscard]] const std::vector<GlobalSection>& sections() const {
    return sections_;
  }
  [[nodiscard]] const std::vector<GlobalVariable>& variables() const {
    return variables_;
  }
  [[nodiscard]] std::vector<std::string> names() const;

  // Find the variable of a place, "grid[1]" or ".bss/grid[1]". Names may have
  // dots (a function's static variable): the longest one that fits is meant.
  // Errors: nullopt if there is none; Error if several have this name.
  [[nodiscard]] std::optional<FoundVariable> find(std::string_view place) const;

 private:
  [[noreturn]] void throw_ambiguous(
      const std::vector<FoundVariable>& found) const;

  btf::BtfView types_;
  std::vector<GlobalSection> sections_;
  std::vector<GlobalVariable> variables_;
};

}  // namespace skep
