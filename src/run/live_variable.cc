#include "src/run/live_variable.h"

#include <bpf/bpf.h>

#include <cstdint>

#include "src/object/initial_value.h"
#include "src/sys/error.h"

namespace skep {

Bytes LiveVariable::read() const {
  if (const ByteView shared = initial_value(section_); !shared.empty()) {
    const ByteView value = shared.subspan(offset_, size_);
    return {value.begin(), value.end()};
  }
  Bytes section(bpf_map__value_size(section_));
  const std::uint32_t key = 0;
  check(bpf_map_lookup_elem(bpf_map__fd(section_), &key, section.data()),
        "can't read the global variables of '{}'", bpf_map__name(section_));
  const ByteView value = ByteView{section}.subspan(offset_, size_);
  return {value.begin(), value.end()};
}

}  // namespace skep
