#include "src/disasm/helper_names.h"

#include <linux/bpf.h>

#include <array>

namespace skep::disasm {

std::optional<std::string_view> helper_name(std::uint32_t id) {
#define SKEP_NAME(name) #name
  static constexpr auto names =
      std::to_array<std::string_view>({__BPF_FUNC_MAPPER(SKEP_NAME)});
#undef SKEP_NAME
  if (id >= names.size()) return std::nullopt;
  return names[id];
}

}  // namespace skep::disasm
