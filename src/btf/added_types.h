// Types of our own on top of a BTF.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "src/btf/btf.h"
#include "src/sys/bytes.h"

namespace skep::btf {

// Collects types for a split BTF. libbpf could do it, at the price of a copy of
// the whole base.
class AddedTypes {
 public:
  struct Value {
    std::string_view name;
    std::uint32_t number;
  };
  struct Field {
    std::string_view name;
    TypeId type;
    std::size_t byte;
  };

  // `base` must not rest on another BTF.
  explicit AddedTypes(BtfView base);

  // Add a type; return its id.
  TypeId add_enum(std::string_view name, const std::vector<Value>& values);
  TypeId add_pointer(TypeId to);
  TypeId add_struct(std::string_view name, std::size_t size,
                    const std::vector<Field>& fields);

  // Return the raw BTF for Btf::on_top_of().
  [[nodiscard]] Bytes finish() const;

 private:
  void add_head(std::string_view name, std::uint32_t kind, std::size_t count,
                std::uint32_t size_or_type);
  std::uint32_t add_name(std::string_view name);

  TypeId next_;
  std::uint32_t first_string_;  // those of the base come before
  std::vector<std::uint32_t> words_;
  std::string strings_;
};

}  // namespace skep::btf
