// The map by which programs find the arguments of static probes.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <vector>

#include "src/btf/btf.h"
#include "src/link/attach/program.h"
#include "src/link/attach/usdt_argument.h"
#include "src/sys/bytes.h"
#include "src/sys/fd.h"

namespace skep {

// Programs that include libbpf's usdt.bpf.h are told by the cookie of their
// link which element of the array __bpf_usdt_specs says where the arguments
// are. libbpf, which may use the same map, fills it from the front; this does
// from the back. What it has written is taken back unless keep() is called;
// until then others wait.
class UsdtSpecs {
 public:
  // Errors: Error when the program has no such map, or it has no BTF.
  explicit UsdtSpecs(const Program& program);
  UsdtSpecs(const UsdtSpecs&) = delete;
  UsdtSpecs& operator=(const UsdtSpecs&) = delete;
  ~UsdtSpecs();

  // Return the element that says this: one that does already, or a free one.
  // Shape:  `cookie` is what bpf_usdt_cookie() returns.
  // Errors: Error when there is no room, or the program is built for less.
  std::uint32_t find_or_add(const std::vector<UsdtArgument>& arguments,
                            std::uint64_t cookie);

  // Keep what has been written.
  void keep() { added_.clear(); }

 private:
  [[nodiscard]] Bytes encode(const std::vector<UsdtArgument>& arguments,
                             std::uint64_t cookie) const;

  Fd map_{};
  bpf_map_info info_;
  btf::Btf types_;
  std::vector<std::uint32_t> added_{};
};

}  // namespace skep
