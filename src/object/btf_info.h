// BTF objects that the kernel holds, and what uses them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "src/sys/fd.h"

namespace skep {

// What the kernel says of a BTF object.
struct BtfInfo {
  std::uint32_t id = 0;
  std::uint32_t size = 0;  // in bytes
  std::string name{};      // "vmlinux", a module's; empty: a program's
  bool is_kernel = false;  // since Linux 5.11
};

// Source: BPF_OBJ_GET_INFO_BY_FD.
[[nodiscard]] BtfInfo read_btf_info(const Fd& btf);

// The ids of the programs and maps that use each BTF object, by its id.
struct BtfUsers {
  std::map<std::uint32_t, std::vector<std::uint32_t>> progs{};
  std::map<std::uint32_t, std::vector<std::uint32_t>> maps{};
};
[[nodiscard]] BtfUsers find_btf_users();

}  // namespace skep
