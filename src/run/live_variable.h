// A global variable of a loaded object, as it is now.
#pragma once

#include <bpf/libbpf.h>

#include <cstddef>

#include "src/sys/bytes.h"

namespace skep {

class LiveVariable {
 public:
  // `size` bytes from `offset` on in a section, whose object must outlive it.
  LiveVariable(const bpf_map* section, std::size_t offset, std::size_t size)
      : section_(section), offset_(offset), size_(size) {}

  // Source: memory that is shared with the programs; before Linux 5.5, which
  //         shares none, BPF_MAP_LOOKUP_ELEM.
  [[nodiscard]] Bytes read() const;

 private:
  const bpf_map* section_;
  std::size_t offset_;
  std::size_t size_;
};

}  // namespace skep
