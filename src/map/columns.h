// The fields of a map's elements as columns: key.saddr, value.packets,
// value.last[1].
//
// A key or value whose type is not known is one column, "key" or "value": a
// number in the byte order of the machine when it has 1, 2, 4 or 8 bytes.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/btf/btf.h"
#include "src/map/column.h"
#include "src/map/element_types.h"

namespace skep::map {

class Columns {
 public:
  // `types` are null when they are not known; they must outlive the columns.
  Columns(std::uint32_t key_size, std::uint32_t value_size,
          const ElementTypes* types)
      : key_size_(key_size), value_size_(value_size), types_(types) {}
  Columns(const bpf_map_info& info, const ElementTypes* types)
      : Columns(info.key_size, info.value_size, types) {}

  // Return all columns: those of the key first, members in their order, arrays
  // but those of char by their elements. Members of a union are all there.
  // Errors: Error for more than 4096.
  [[nodiscard]] std::vector<Column> all() const;

  // Find a column by its path; "key." or "value." may be left out if only one
  // of them has the rest. An array or a struct is one of bytes.
  // Errors: usage error with the close paths.
  [[nodiscard]] Column find(std::string_view path) const;

  // Return the BTF of the types; null if there is none.
  [[nodiscard]] const btf::BtfView* btf() const {
    return types_ != nullptr ? &types_->btf : nullptr;
  }

 private:
  [[nodiscard]] btf::TypeId type_of(Part part) const;
  [[nodiscard]] std::uint32_t size_of(Part part) const {
    return part == Part::key ? key_size_ : value_size_;
  }
  [[nodiscard]] Column untyped(Part part) const;
  [[nodiscard]] std::optional<Column> find_in(Part part,
                                              std::string_view path) const;
  [[nodiscard]] std::optional<Column> find_unqualified(
      std::string_view path) const;
  [[noreturn]] void throw_unknown(std::string_view path) const;

  std::uint32_t key_size_;
  std::uint32_t value_size_;
  const ElementTypes* types_;
};

}  // namespace skep::map
