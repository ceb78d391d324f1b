// An opened BPF object file: libbpf's bpf_object with an owner.
#pragma once

#include <bpf/libbpf.h>

#include <cstddef>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "src/sys/bytes.h"

namespace skep {

class SecHandler;
class SecRegistration;
class SecRegistry;

struct OpenOptions {
  // What libbpf calls the object and, in front of ".bss" and the like, its
  // maps (15 bytes count); empty: see default_object_name().
  std::string name{};
  // Accept map definitions with attributes that libbpf does not know.
  bool relaxed_maps = false;
  // Verbosity of the verifier: 1, 2 (every state) or 4 (statistics), or'ed.
  unsigned kernel_log_level = 0;
  // BTF file for CO-RE relocations in place of the running kernel's; may be
  // empty.
  std::string custom_btf{};
  // Lines of a .config file that come before the kernel's own; may be empty.
  std::string kconfig{};
  // BPF file system whose token lends the right to load; empty: libbpf looks
  // where it always does.
  std::string token_path{};
  // Accept an object of the other byte order: it can be read, not loaded.
  bool any_byte_order = false;
  // Who handles sections in place of libbpf; null: nobody. Not used after.
  SecRegistry* sections = nullptr;
};

// Iterates over what an object holds, in the order of libbpf.
template <typename T, T* (*next)(const bpf_object*, T*)>
class ObjectRange {
 public:
  class Iterator {
   public:
    using iterator_category = std::input_iterator_tag;
    using value_type = T*;
    using difference_type = std::ptrdiff_t;
    using pointer = T* const*;
    using reference = T*;

    Iterator() = default;
    Iterator(const bpf_object* object, T* element)
        : object_(object), element_(element) {}
    T* operator*() const { return element_; }
    Iterator& operator++() {
      element_ = next(object_, element_);
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++*this;
      return before;
    }
    bool operator==(const Iterator& other) const {
      return element_ == other.element_;
    }

   private:
    const bpf_object* object_ = nullptr;
    T* element_ = nullptr;
  };

  explicit ObjectRange(const bpf_object* object) : object_(object) {}
  [[nodiscard]] Iterator begin() const {
    return {object_, next(object_, nullptr)};
  }
  [[nodiscard]] Iterator end() const { return {}; }

 private:
  const bpf_object* object_;
};

namespace detail {
inline bpf_map* next_map(const bpf_object* object, bpf_map* map) {
  return bpf_object__next_map(object, map);
}
}  // namespace detail

using ProgramRange = ObjectRange<bpf_program, bpf_object__next_program>;
using MapRange = ObjectRange<bpf_map, detail::next_map>;

// Owns an object from open to close; move-only.
class BpfObject {
 public:
  // Open the object file at `path`; it is read once.
  // Errors: Error that names the file and says why it is no object that can be
  //         opened: missing, a directory, empty, truncated, not for BPF,
  //         without BTF where BTF is needed, of the other byte order; and what
  //         a section handler throws.
  [[nodiscard]] static BpfObject open_file(const std::string& path,
                                           OpenOptions options = {});

  // Open an object file that is in memory; `bytes` may go away afterwards.
  // `path` is where they came from, for messages and for the object's name.
  [[nodiscard]] static BpfObject open(ByteView bytes, const std::string& path,
                                      OpenOptions options = {});

  // Never null, except after a move.
  [[nodiscard]] bpf_object* get() const { return object_.get(); }
  [[nodiscard]] std::string_view name() const {
    return bpf_object__name(get());
  }
  // The object's own BTF, owned by it; null if it has none.
  [[nodiscard]] const ::btf* type_info() const {
    return bpf_object__btf(get());
  }

  [[nodiscard]] ProgramRange programs() const { return ProgramRange{get()}; }
  [[nodiscard]] MapRange maps() const { return MapRange{get()}; }

  // Return the program of this name (a C function's); null if there is none.
  [[nodiscard]] bpf_program* find_program(const std::string& name) const {
    return bpf_object__find_program_by_name(get(), name.c_str());
  }
  // Return the map of this name; null if there is none. Global data is found
  // by its section (".bss") as well.
  [[nodiscard]] bpf_map* find_map(const std::string& name) const {
    return bpf_object__find_map_by_name(get(), name.c_str());
  }

  // Return the section handler of a program of this object; null when libbpf
  // handles it, or nobody does.
  [[nodiscard]] const SecHandler* handler_of(const bpf_program* prog) const;
  // Do what load() begins with: create the maps, make the programs ready; what
  // bpf_object__prepare() returns.
  // Errors: what a section handler throws.
  [[nodiscard]] int prepare() const;
  // Load the programs and maps: what bpf_object__load() returns.
  // Errors: what a section handler throws.
  [[nodiscard]] int load() const;

 private:
  using Sections = std::shared_ptr<SecRegistration>;

  struct Close {
    Sections sections;  // registered until the object is closed
    void operator()(bpf_object* object) const;
  };
  BpfObject(bpf_object* object, Sections sections)
      : object_(object, Close{std::move(sections)}) {}

  [[nodiscard]] SecRegistration* sections() const {
    return object_.get_deleter().sections.get();
  }

  std::unique_ptr<bpf_object, Close> object_;
};

// Return the name that libbpf gives to an object opened from a file: that of
// the file, up to its first dot.
[[nodiscard]] std::string default_object_name(std::string_view path);

}  // namespace skep
