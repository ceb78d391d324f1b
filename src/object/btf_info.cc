#include "src/object/btf_info.h"

#include <linux/bpf.h>

#include <array>

#include "src/sys/kernel_object.h"

namespace skep {

BtfInfo read_btf_info(const Fd& btf) {
  // The kernel's longest: 56 letters of a module.
  std::array<char, 64> name{};
  auto request = zeroed<bpf_btf_info>();
  request.name = reinterpret_cast<std::uintptr_t>(name.data());
  request.name_len = name.size();
  const auto info = info_of<bpf_btf_info>(btf, request);
  return {.id = info.id,
          .size = info.btf_size,
          .name = name.data(),
          .is_kernel = info.kernel_btf != 0};
}

BtfUsers find_btf_users() {
  BtfUsers users;
  for_each_object(ObjectKind::prog, [&](std::uint32_t id, const Fd& prog) {
    if (const auto btf = info_of<bpf_prog_info>(prog).btf_id; btf != 0)
      users.progs[btf].push_back(id);
  });
  for_each_object(ObjectKind::map, [&](std::uint32_t id, const Fd& map) {
    if (const auto btf = info_of<bpf_map_info>(map).btf_id; btf != 0)
      users.maps[btf].push_back(id);
  });
  return users;
}

}  // namespace skep
