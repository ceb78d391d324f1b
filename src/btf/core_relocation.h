// CO-RE relocations: what a BPF object asks about the types of the kernel that
// it is loaded into.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "src/btf/btf.h"
#include "src/sys/bytes.h"

namespace skep::btf {

// One question. Ids and offsets belong to the object's BTF; they are as the
// object has them, and may lead nowhere.
struct CoreRelocation {
  std::uint32_t kind;     // BPF_CORE_FIELD_EXISTS and so on
  TypeId type;            // what it is about, or where the way there begins
  std::uint32_t access;   // offset of the string that tells the way
  std::uint32_t section;  // offset of the name of the section with the
  std::uint32_t
      instruction;  // instruction that wants the answer, and its place
};

enum class CoreTopic { field, type, enumerator };

// Return what relocations of a kind are about; nullopt for an unknown kind.
[[nodiscard]] std::optional<CoreTopic> topic_of(std::uint32_t kind);

// Read the relocations of an object from its section .BTF.ext, which may be of
// either byte order.
// Errors: Error when the section is malformed.
[[nodiscard]] std::vector<CoreRelocation> read_core_relocations(
    ByteView btf_ext);

}  // namespace skep::btf
