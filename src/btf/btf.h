// A BTF and safe access to its types: whatever it says, no call here hangs,
// overflows the stack or reads outside of it.
#pragma once

#include <bpf/btf.h>

#include <bit>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "src/btf/raw_types.h"
#include "src/sys/bytes.h"

namespace skep::btf {

using TypeId = std::uint32_t;

inline constexpr TypeId void_id = 0;

// How many types one may lead to another before the BTF counts as cyclic; the
// kernel and libbpf draw the same line.
inline constexpr unsigned max_depth = 32;

// What stands for the value of a type that has none: void, a function, a
// forward declaration.
inline constexpr std::string_view unsupported_kind = "(unsupported-kind)";

// A borrowed BTF: copied freely, valid as long as its owner.
class BtfView {
 public:
  explicit BtfView(const ::btf* btf) : btf_(btf) {}

  // Return the BTF for libbpf.
  // Errors: Error when libbpf refuses it, which it can only on the first call.
  [[nodiscard]] const ::btf* get() const {
    return raw_ != nullptr ? raw_->parsed() : btf_;
  }

  // Return one more than the highest type id, those of the base included.
  [[nodiscard]] TypeId type_count() const {
    return raw_ != nullptr ? raw_->type_count() : btf__type_cnt(btf_);
  }

  // Return a type; null when there is no such id. Id 0 is void.
  [[nodiscard]] const btf_type* type(TypeId id) const {
    return raw_ != nullptr ? raw_->type(id) : btf__type_by_id(btf_, id);
  }

  // Return a string of the BTF; empty when the offset is outside of it.
  [[nodiscard]] std::string_view name(std::uint32_t offset) const {
    if (raw_ != nullptr) return raw_->name(offset);
    const char* text = btf__name_by_offset(btf_, offset);
    return text != nullptr ? std::string_view{text} : std::string_view{};
  }
  [[nodiscard]] std::string_view name(const btf_type& type) const {
    return name(type.name_off);
  }

  // Return where the strings of another BTF begin that rests on this one.
  [[nodiscard]] std::uint32_t size_of_strings() const;

  // Find a type by name and kind (BTF_KIND_*); the first if there are several.
  [[nodiscard]] std::optional<TypeId> find(const std::string& name,
                                           std::uint32_t kind) const;

  // Follow const, volatile, restrict and type tags; the second one typedefs
  // too. Return void_id when they lead nowhere: a cycle, or an id out of range.
  [[nodiscard]] TypeId skip_modifiers(TypeId id) const;
  [[nodiscard]] TypeId skip_modifiers_and_typedefs(TypeId id) const;

  // Return the type behind typedefs and modifiers: void, or null, if there is
  // none.
  [[nodiscard]] const btf_type* resolve(TypeId id) const {
    return type(skip_modifiers_and_typedefs(id));
  }

  // Return the size in bytes of a value of this type; nullopt when it has none
  // (void, a function, a forward declaration) or more than 4 GB.
  [[nodiscard]] std::optional<std::uint32_t> resolve_size(TypeId id) const;

  // Is it `char` itself, not a typedef of it? An array of those is text.
  [[nodiscard]] bool is_char(TypeId id) const;

  // Return the size of a pointer in bytes: 4 or 8.
  [[nodiscard]] std::uint32_t pointer_size() const;

  // Return the byte order of the data that this BTF describes: that of the raw
  // BTF, which differs from ours in an object file for another machine.
  [[nodiscard]] std::endian byte_order() const;

 protected:
  explicit BtfView(const RawTypes* raw) : raw_(raw) {}

  [[nodiscard]] const RawTypes* raw() const { return raw_; }

 private:
  // One of both: read by libbpf, or where it lies.
  const ::btf* btf_ = nullptr;
  const RawTypes* raw_ = nullptr;
};

// A BTF and, when it is a split one, its base; frees both.
class Btf : public BtfView {
 public:
  using Base = std::shared_ptr<const Btf>;

  // Take over `btf`.
  explicit Btf(::btf* btf, Base base = nullptr)
      : BtfView(btf), base_(std::move(base)), owned_(btf) {}

  // Load the BTF of the running kernel: from /sys/kernel/btf/vmlinux, else from
  // a vmlinux image where distributions install one.
  // Errors: Error that says where it looked.
  [[nodiscard]] static Btf vmlinux();

  // Load a BTF from the kernel by id. A kernel module's rests on `vmlinux`,
  // which is loaded when the caller has none.
  // Errors: nullopt when there is no such id; Error when it can't be read.
  // Source: BPF_BTF_GET_FD_BY_ID, which needs CAP_SYS_ADMIN.
  [[nodiscard]] static std::optional<Btf> from_kernel(std::uint32_t id,
                                                      Base vmlinux = nullptr);

  // Read a raw BTF file or the .BTF section of an ELF file.
  // Errors: Error that names the file: unreadable, without BTF, malformed.
  [[nodiscard]] static Btf from_file(const std::string& path,
                                     Base base = nullptr);

  // Parse raw BTF.
  // Errors: Error when it is malformed.
  [[nodiscard]] static Btf from_bytes(ByteView raw, Base base = nullptr);

  // Put types of our own making, a raw BTF whose ids and strings go on where
  // those of `base` end, on top of it.
  [[nodiscard]] static Btf on_top_of(Base base, Bytes raw);

  // Return the BTF for a libbpf call that adds to it or rests another on it.
  [[nodiscard]] ::btf* get_mutable() const {
    return owned_raw_ != nullptr ? owned_raw_->parsed() : owned_.get();
  }

 private:
  explicit Btf(std::unique_ptr<const RawTypes> types, Base base = nullptr)
      : BtfView(types.get()),
        base_(std::move(base)),
        owned_raw_(std::move(types)) {}

  struct Free {
    void operator()(::btf* btf) const { btf__free(btf); }
  };

  Base base_;  // outlives what is owned, which points into it
  std::unique_ptr<::btf, Free> owned_{};
  std::unique_ptr<const RawTypes> owned_raw_{};
};

}  // namespace skep::btf
