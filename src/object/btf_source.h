// Where a BTF comes from: the kernel, a program, a map, or files.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "src/btf/btf.h"
#include "src/object/handle.h"

namespace skep {

// A BTF object that the kernel holds.
struct BtfId {
  std::uint32_t id;
};

// Errors: Error when there is none with this id.
[[nodiscard]] Fd open_btf(const BtfId& ref);

enum class MapTypes { key, value, both, all };

struct BtfOfMap {
  MapRef map;
  MapTypes wanted = MapTypes::both;
};
struct BtfOfFiles {
  std::vector<std::string> paths;
};

using BtfSource = std::variant<BtfId, ProgRef, BtfOfMap, BtfOfFiles>;

// A BTF, and which of its types are asked for.
struct BtfSelection {
  btf::Btf types;
  std::vector<btf::TypeId> roots;  // if it is `some`
  bool is_some = false;
};

// Load the BTF that is meant; what is split rests on `base`, a file, or, if
// that is empty, on the running kernel's where it belongs to a module. Errors:
// Error that names the source and why it has none.
[[nodiscard]] BtfSelection load_btf(const BtfSource& source,
                                    const std::string& base);

}  // namespace skep
