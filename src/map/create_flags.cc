#include "src/map/create_flags.h"

#include <fmt/format.h>

#include "src/sys/flags.h"

namespace skep::map {

const std::vector<std::string>& create_flag_names() {
  // By bit.
  static const std::vector<std::string> names{
      "BPF_F_NO_PREALLOC",  "BPF_F_NO_COMMON_LRU",
      "BPF_F_NUMA_NODE",    "BPF_F_RDONLY",
      "BPF_F_WRONLY",       "BPF_F_STACK_BUILD_ID",
      "BPF_F_ZERO_SEED",    "BPF_F_RDONLY_PROG",
      "BPF_F_WRONLY_PROG",  "BPF_F_CLONE",
      "BPF_F_MMAPABLE",     "BPF_F_PRESERVE_ELEMS",
      "BPF_F_INNER_MAP",    "BPF_F_LINK",
      "BPF_F_PATH_FD",      "BPF_F_VTYPE_BTF_OBJ_FD",
      "BPF_F_TOKEN_FD",     "BPF_F_SEGV_ON_FAULT",
      "BPF_F_NO_USER_CONV", "BPF_F_RB_OVERWRITE",
  };
  return names;
}

std::uint32_t parse_create_flags(std::string_view text) {
  return parse_flags(text, "map flag", create_flag_names());
}

std::vector<std::string> create_flags_in(std::uint32_t flags) {
  std::vector<std::string> set;
  const auto& names = create_flag_names();
  for (std::size_t bit = 0; bit < names.size(); ++bit)
    if (const std::uint32_t flag = 1U << bit; (flags & flag) != 0) {
      set.push_back(names[bit]);
      flags &= ~flag;
    }
  if (flags != 0) set.push_back(fmt::format("0x{:x}", flags));
  return set;
}

}  // namespace skep::map
