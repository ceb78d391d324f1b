#include "src/prog/image.h"

#include <algorithm>
#include <utility>

#include "src/prog/code.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"

namespace skep::prog {
namespace {

// What the kernel fills.
struct Parts {
  explicit Parts(const bpf_prog_info& sizes)
      : code(sizes.jited_prog_len),
        addresses(sizes.nr_jited_ksyms),
        sizes_of_functions(sizes.nr_jited_func_lens),
        functions(sizes.nr_func_info),
        lines(sizes.nr_line_info),
        line_addresses(sizes.nr_jited_line_info) {}

  Bytes code;
  std::vector<std::uint64_t> addresses;
  std::vector<std::uint32_t> sizes_of_functions;
  std::vector<bpf_func_info> functions;
  std::vector<bpf_line_info> lines;
  std::vector<std::uint64_t> line_addresses;
};

template <typename T>
__u64 address_of(std::vector<T>& items) {
  return reinterpret_cast<std::uintptr_t>(items.data());
}

bpf_prog_info ask_for(Parts& parts) {
  auto request = zeroed<bpf_prog_info>();
  const auto count = [](const auto& items) {
    return static_cast<std::uint32_t>(items.size());
  };
  request.jited_prog_len = count(parts.code);
  request.jited_prog_insns = address_of(parts.code);
  request.nr_jited_ksyms = count(parts.addresses);
  request.jited_ksyms = address_of(parts.addresses);
  request.nr_jited_func_lens = count(parts.sizes_of_functions);
  request.jited_func_lens = address_of(parts.sizes_of_functions);
  request.nr_func_info = count(parts.functions);
  request.func_info_rec_size = sizeof(bpf_func_info);
  request.func_info = address_of(parts.functions);
  request.nr_line_info = count(parts.lines);
  request.line_info_rec_size = sizeof(bpf_line_info);
  request.line_info = address_of(parts.lines);
  request.nr_jited_line_info = count(parts.line_addresses);
  request.jited_line_info_rec_size = sizeof(std::uint64_t);
  request.jited_line_info = address_of(parts.line_addresses);
  return request;
}

std::vector<NativeFunction> functions_in(const Parts& parts) {
  std::vector<NativeFunction> functions;
  std::size_t start = 0;
  for (std::size_t i = 0; i < parts.sizes_of_functions.size(); ++i) {
    const auto size = std::min<std::size_t>(parts.sizes_of_functions[i],
                                            parts.code.size() - start);
    NativeFunction function{.start = start, .size = size};
    if (i < parts.addresses.size()) function.address = parts.addresses[i];
    if (i < parts.functions.size()) function.type = parts.functions[i].type_id;
    functions.push_back(function);
    start += size;
  }
  return functions;
}

std::vector<NativeLine> lines_in(const Parts& parts) {
  std::vector<NativeLine> lines;
  for (std::size_t i = 0;
       i < std::min(parts.lines.size(), parts.line_addresses.size()); ++i)
    lines.push_back({parts.line_addresses[i], parts.lines[i]});
  return lines;
}

void check_has_code(const bpf_prog_info& sizes) {
  if (sizes.jited_prog_len != 0) return;
  if (sizes.xlated_prog_len == 0)
    throw failure("the kernel does not show the code of program {}", sizes.id)
        .with_hint("it takes CAP_SYS_ADMIN, or CAP_BPF and CAP_PERFMON");
  throw failure("program {} has no native code", sizes.id)
      .with_hint(
          "the kernel interprets it: the sysctl net.core.bpf_jit_enable was 0 "
          "when it was loaded, or this kernel has no compiler for it");
}

}  // namespace

Image read_image(const Fd& prog) {
  const auto sizes = info_of<bpf_prog_info>(prog);
  check_has_code(sizes);
  Parts parts{sizes};
  const auto info = info_of(prog, ask_for(parts));
  if (info.jited_prog_insns == 0)
    throw failure("the kernel does not show the native code of program {}",
                  sizes.id)
        .with_hint(
            "it hides addresses (sysctl kernel.kptr_restrict): that takes "
            "CAP_SYSLOG, or the value 0");
  Image image{.code = {},
              .functions = functions_in(parts),
              .lines = lines_in(parts),
              .types = load_types(info.btf_id)};
  image.code = std::move(parts.code);
  return image;
}

}  // namespace skep::prog
