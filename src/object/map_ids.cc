#include "src/object/map_ids.h"

#include <linux/bpf.h>

#include <algorithm>

#include "src/sys/bytes.h"
#include "src/sys/kernel_object.h"

namespace skep {

std::vector<std::uint32_t> read_map_ids(int prog, std::uint32_t count) {
  std::vector<std::uint32_t> ids(count);
  auto request = zeroed<bpf_prog_info>();
  request.nr_map_ids = count;
  request.map_ids = reinterpret_cast<std::uintptr_t>(ids.data());
  request = info_of(prog, request);
  ids.resize(std::min(count, request.nr_map_ids));
  return ids;
}

}  // namespace skep
