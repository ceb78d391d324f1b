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
    return first_id_ + static_cast<std::uint32_t>(sizes_.size());
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

  // Fill sizes_ and marks_; false if types are malformed or not known.
  [[nodiscard]] bool measure();
  // Return the size of a type, the one at a place in types_.
  [[nodiscard]] std::uint64_t length_of(std::size_t index,
                                        std::uint64_t place) const;
  [[nodiscard]] const btf_type& type_at(std::uint64_t place) const;

  FileView bytes_;
  const RawTypes* base_;
  std::uint32_t first_id_ = 1;
  std::uint32_t first_string_ = 0;
  ByteView types_{};
  std::string_view strings_{};
  // The sizes of the types, in words of 4 bytes; 0: it does not fit. A search
  // reads on while it waits for a type.
  std::vector<std::uint8_t> sizes_{};
  // Where one in so many types begins in types_.
  static constexpr std::uint32_t types_a_mark = 32;
  std::vector<std::uint32_t> marks_{};
  mutable ::btf* parsed_ = nullptr;
};

}  // namespace skep::btf
