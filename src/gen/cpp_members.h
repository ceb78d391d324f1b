// From BTF to a record of C++: which members there are, and where.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "src/btf/btf.h"
#include "src/gen/cpp_record.h"
#include "src/gen/object_model.h"

namespace skep::gen {

// How a value is declared: TYPE name DIMENSIONS.
struct CppUse {
  std::string type;
  std::vector<std::uint32_t> dimensions{};
  std::uint64_t size = 0;  // in bytes
  std::uint32_t alignment = 1;
};

// Returns how a value of a type is declared, which makes sure that the type is
// defined; nullopt if C++ can't say it. A type without a name gets the name.
using UseType = std::function<std::optional<CppUse>(btf::TypeId type,
                                                    const std::string& name)>;

// Read a struct or union, whose name is `name`, and arrange it.
[[nodiscard]] CppRecord read_record(btf::BtfView types, btf::TypeId id,
                                    const std::string& name,
                                    const UseType& use);

// The same of what has no type of its own: the variables of a section, and the
// value of a struct_ops map. `slot` is the type of its functions.
[[nodiscard]] CppRecord read_record(const DataSection& section,
                                    const UseType& use);
[[nodiscard]] CppRecord read_record(const StructOps& ops,
                                    const std::string& slot,
                                    const UseType& use);

}  // namespace skep::gen
