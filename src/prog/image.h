// The native code that the kernel has made of a loaded program.
#pragma once

#include <linux/bpf.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "src/btf/btf.h"
#include "src/sys/bytes.h"
#include "src/sys/fd.h"

namespace skep::prog {

struct NativeFunction {
  std::uint64_t address = 0;
  std::size_t start = 0;  // in the image
  std::size_t size = 0;
  btf::TypeId type = btf::void_id;  // void_id: not known
};

struct NativeLine {
  std::uint64_t address = 0;  // of the first instruction
  bpf_line_info line{};
};

struct Image {
  Bytes code;
  std::vector<NativeFunction> functions;  // in the order of the image
  std::vector<NativeLine> lines;          // in the order of the program
  std::optional<btf::Btf> types;          // of functions and lines
};

// Read the native code of a program.
// Errors: Error when there is none, or the kernel keeps it for itself.
// Source: BPF_OBJ_GET_INFO_BY_FD.
[[nodiscard]] Image read_image(const Fd& prog);

}  // namespace skep::prog
