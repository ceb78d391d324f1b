// Static probes (USDT) of executables and libraries.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/link/attach/program.h"

namespace skep {

struct UsdtHook {
  std::string file{};
  std::string provider{};
  std::string name{};
  std::optional<std::uint32_t> pid{};  // nullopt: every process
  // What bpf_usdt_cookie() returns; the link's own cookie is taken.
  std::optional<std::uint64_t> cookie{};
};

[[nodiscard]] std::string title_of(const UsdtHook& hook);

// Attach to all the places where the probe is passed.
// Shape:  one link, for programs loaded for it (as libbpf loads those of
//         SEC("usdt"), since Linux 6.6); else one for each place.
[[nodiscard]] std::vector<Fd> attach_to(const UsdtHook& hook,
                                        const Program& program);

}  // namespace skep
