// What a skeleton has to know of an object: its programs, maps and global
// variables, under the names that they get in generated code.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/btf/btf.h"
#include "src/object/bpf_object.h"
#include "src/sys/bytes.h"

namespace skep::gen {

struct Variable {
  std::string name;                 // in the BPF program
  std::string identifier;           // in generated code
  btf::TypeId type = btf::void_id;  // void if BTF can't describe it
  std::uint32_t offset = 0;
  std::uint32_t size = 0;
};

// A section of global variables that is mapped into the memory of the program
// that opens the object.
struct DataSection {
  std::string name;        // ".bss"
  std::string identifier;  // "bss"
  // In order of offset, without those that are static.
  std::vector<Variable> variables;
  // Of the whole section; empty where it is known only to a loaded object.
  ByteView initial{};
};

// A member of a struct_ops value as user space sees it.
struct ShadowMember {
  enum class Kind {
    scalar,   // an integer, float or enum
    program,  // a function pointer: user space sees the program behind it
    opaque,   // all else
  };
  Kind kind = Kind::opaque;
  std::string name;
  btf::TypeId type = btf::void_id;  // without modifiers and typedefs
  std::uint32_t offset = 0;
  std::uint32_t size = 0;
  std::uint32_t index = 0;  // among the members of the BTF type
};

// The value of a struct_ops map. Bitfields are left out of its members.
struct StructOps {
  std::string type_name;  // "tcp_congestion_ops"
  std::uint32_t size = 0;
  std::vector<ShadowMember> members;
};

// What the elements of a map are, as the object has it.
struct MapShape {
  bpf_map_type type = BPF_MAP_TYPE_UNSPEC;
  std::uint32_t key_size = 0;
  std::uint32_t value_size = 0;
  std::uint32_t max_entries = 0;
  std::uint32_t flags = 0;                // BPF_F_*
  btf::TypeId key_type = btf::void_id;    // void if BTF does not tell
  btf::TypeId value_type = btf::void_id;  // of a section: its DATASEC
};

struct MapModel {
  std::string name;        // for bpf_object__find_map_by_name()
  std::string identifier;  // in generated code
  std::string section{};   // ".bss"; empty for maps that users defined
  MapShape shape{};
  std::optional<MapShape> inner{};  // of a map of maps
  std::optional<DataSection> data;
  std::optional<StructOps> struct_ops;
};

struct ProgramModel {
  std::string name;
  std::string identifier;
  std::string section{};     // as in SEC(), "?xdp" without the question mark
  bool is_optional = false;  // by that question mark: not loaded
  bpf_prog_type type = BPF_PROG_TYPE_UNSPEC;
  bpf_attach_type attach_type = BPF_CGROUP_INET_INGRESS;  // expected; or 0
};

// Identifiers are unique among maps, among programs, among sections and among
// the variables of a section.
struct ObjectModel {
  std::string name;            // an identifier
  std::vector<MapModel> maps;  // in libbpf's order
  std::vector<ProgramModel> programs;
  std::optional<btf::BtfView> types;  // the object's BTF, if any; checked
  ByteView elf;                       // the object file

  [[nodiscard]] bool has_struct_ops() const;
};

// Read the model of an object that was opened under the name `object_name` (an
// identifier) from the bytes `elf`; both must outlive the model.
// Errors: Error when the object's BTF is malformed.
[[nodiscard]] ObjectModel read_object_model(const BpfObject& object,
                                            std::string object_name,
                                            ByteView elf);

}  // namespace skep::gen
