#include "src/prog/code.h"

#include <algorithm>

#include "src/sys/error.h"
#include "src/sys/kernel_object.h"
#include "src/sys/log.h"

namespace skep::prog {
namespace {

template <typename T>
__u64 address_of(std::vector<T>& items) {
  return reinterpret_cast<std::uintptr_t>(items.data());
}

}  // namespace

std::optional<btf::Btf> load_types(std::uint32_t id) {
  if (id == 0) return std::nullopt;
  try {
    return btf::Btf::from_kernel(id);
  } catch (const Error& error) {
    log::warn("{}", error.what());
    return std::nullopt;
  }
}

Code read_code(const Fd& prog) {
  const auto sizes = info_of<bpf_prog_info>(prog);
  Code code;
  code.insns.resize(sizes.xlated_prog_len / sizeof(bpf_insn));
  code.functions.resize(sizes.nr_func_info);
  code.lines.resize(sizes.nr_line_info);
  code.jited_starts.resize(sizes.nr_jited_ksyms);
  code.tags.resize(sizes.nr_prog_tags);
  code.map_ids.resize(sizes.nr_map_ids);

  auto request = zeroed<bpf_prog_info>();
  request.xlated_prog_len = sizes.xlated_prog_len;
  request.xlated_prog_insns = address_of(code.insns);
  request.nr_func_info = sizes.nr_func_info;
  request.func_info_rec_size = sizeof(bpf_func_info);
  request.func_info = address_of(code.functions);
  request.nr_line_info = sizes.nr_line_info;
  request.line_info_rec_size = sizeof(bpf_line_info);
  request.line_info = address_of(code.lines);
  request.nr_jited_ksyms = sizes.nr_jited_ksyms;
  request.jited_ksyms = address_of(code.jited_starts);
  request.nr_prog_tags = sizes.nr_prog_tags;
  request.prog_tags = address_of(code.tags);
  request.nr_map_ids = sizes.nr_map_ids;
  request.map_ids = address_of(code.map_ids);
  const auto info = info_of(prog, request);
  if (info.xlated_prog_insns == 0 || info.xlated_prog_len == 0)
    throw failure("the kernel does not show the instructions of program {}",
                  sizes.id)
        .with_hint(
            "it hides constants that it has blinded (sysctl "
            "net.core.bpf_jit_harden) while it hides addresses (sysctl "
            "kernel.kptr_restrict)");
  // Where addresses are hidden, so are those of functions.
  if (info.jited_ksyms == 0) code.jited_starts.clear();
  code.types = load_types(info.btf_id);
  return code;
}

}  // namespace skep::prog
