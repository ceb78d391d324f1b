// Literals (src/btf/literal.h) as keys and values of a map.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "src/btf/btf.h"
#include "src/btf/literal.h"
#include "src/sys/bytes.h"

namespace skep::map {

// The type of a key or value; `btf` is null when nothing is known of it.
struct DataType {
  const btf::BtfView* btf = nullptr;
  btf::TypeId id = btf::void_id;
  std::uint32_t size = 0;  // in bytes

  [[nodiscard]] bool is_known() const {
    return btf != nullptr && id != btf::void_id;
  }
};

// Return the bytes that a literal stands for: a value of the type; or the bytes
// themselves, as `map dump -j` has them: ["0x01", "0x02"].
// Errors: nullopt for what is no list of bytes, if the type is not known; usage
//         error for what the type does not take.
[[nodiscard]] std::optional<Bytes> literal_bytes(const DataType& type,
                                                 const btf::Literal& literal);

// Return the value of each of `cpus`, if the literal tells them one by one:
// [VALUE, ...] or, as `map dump -j` has it, [{"cpu": 0, "value": VALUE}, ...].
// Errors: nullopt for a literal that is one value: for a type that is an array,
//         the short form means that. Usage error: not one for each CPU.
[[nodiscard]] std::optional<std::vector<btf::Literal>> literals_by_cpu(
    const DataType& type, const std::vector<std::uint32_t>& cpus,
    const btf::Literal& literal);

}  // namespace skep::map
