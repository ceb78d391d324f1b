// The part of a kernel's BTF that objects need to be loaded there.
#pragma once

#include <string>
#include <string_view>

#include "src/btf/core_resolver.h"
#include "src/gen/btf_subset.h"
#include "src/sys/bytes.h"

namespace skep::gen {

class MinCoreBtf {
 public:
  // Take nothing yet from the BTF of a kernel, which must outlive it.
  // Errors: Error when it is malformed.
  explicit MinCoreBtf(btf::BtfView kernel);

  // Take all types and members that answer the CO-RE relocations of an object
  // file. What the kernel lacks is no failure: the object may ask for it.
  // Errors: Error that names `path` and the relocation.
  void add_object(ByteView elf, std::string_view path);

  [[nodiscard]] bool is_empty() const { return subset_.size() == 0; }

  // Return what was taken as raw BTF. libbpf loads the objects with it, by
  // btf_custom_path, as it would with the whole BTF.
  [[nodiscard]] Bytes write() const { return subset_.write(); }

 private:
  void add_relocations(ByteView elf);
  void add(const btf::CoreRelocation& relocation, btf::CoreResolver& resolver);

  btf::CoreCandidates candidates_;
  BtfSubset subset_;
};

}  // namespace skep::gen
