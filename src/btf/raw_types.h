// A BTF that is read where it lies: that of the running kernel has more than a
// hundred thousand types, of which a command needs a few.
#pragma once

#include <bpf/btf.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "src/sys/file_view.h"

namespace skep::btf {

class RawTypes {
 public:
  // Look where the types begin in a BTF, which may rest on `base`.
  // Shape:  null if it is not of this machine's byte order, malformed, or has
  //         kinds of types that skep does not know.
  [[nodiscard]] static std::unique_ptr<const RawTypes> read(
      FileView bytes, const RawTypes* base = nullptr);

  RawTypes(const RawTypes&) = delete;
  RawTypes& operator=(const RawTypes&) = delete;
  ~RawTypes();

  [[nodiscard]] std::uint32_t type_count() const {
    return first_id_ + static_cast<std::uint32_t>(starts_.size());
  }
  // Return a type; null when there is no such id.
  [[nodiscard]] const btf_type* type(std::uint32_t id) const;
  // Return a string; empty when the offset is outside.
  [[nodiscard]] std::string_view name(std::uint32_t offset) const;
  // Find a type by name and kind; the first if there are several.
  [[nodiscard]] std::optional<std::uint32_t> find(std::string_view name,
                                                  std::uint32_t kind) const;
  // Return the size of a value, as btf__resolve_size() does.
  [[nodiscard]] std::optional<std::uint32_t> size_of(std::uint32_t id) const;
  [[nodiscard]] std::uint32_t pointer_size() const;
  // How long all strings are, those of the base included.
  [[nodiscard]] std::uint32_t size_of_strings() const {
    return first_string_ + static_cast<std::uint32_t>(strings_.size());
  }

  // Return it as libbpf knows it, which reads all of it when first asked.
  // Errors: Error when libbpf refuses it.
  [[nodiscard]] ::btf* parsed() const;

 private:
  // Is this the whole string at an offset?
  [[nodiscard]] bool is_at(std::uint32_t offset, std::string_view text) const;

  RawTypes(FileView bytes, const RawTypes* base);

  // Fill starts_; false if types are malformed or not known.
  [[nodiscard]] bool find_starts();

  FileView bytes_;
  const RawTypes* base_;
  std::uint32_t first_id_ = 1;
  std::uint32_t first_string_ = 0;
  ByteView types_{};
  std::string_view strings_{};
  std::vector<std::uint32_t> starts_{};  // of the types, in types_
  mutable ::btf* parsed_ = nullptr;
};

}  // namespace skep::btf
