#include "src/prog/functions.h"

#include <linux/bpf.h>

#include <optional>
#include <string_view>

#include "src/btf/btf.h"
#include "src/sys/bytes.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"
#include "src/sys/log.h"

namespace skep::prog {
namespace {

std::string name_of(const btf::BtfView& types, btf::TypeId id) {
  const btf_type* type = types.type(id);
  return type != nullptr && btf_is_func(type) ? std::string{types.name(*type)}
                                              : "";
}

std::optional<btf::Btf> types_if_allowed(std::uint32_t id) try {
  if (id == 0) return std::nullopt;
  return btf::Btf::from_kernel(id);
} catch (const Error& error) {
  log::debug("functions are left out: {}", error.what());
  return std::nullopt;
}

}  // namespace

std::vector<FunctionSize> find_functions(const Fd& prog) {
  const auto sizes = info_of<bpf_prog_info>(prog);
  const auto types = types_if_allowed(sizes.btf_id);
  if (!types) return {};
  std::vector<bpf_func_info> functions(sizes.nr_func_info);
  std::vector<std::uint32_t> lengths(sizes.nr_jited_func_lens);
  auto request = zeroed<bpf_prog_info>();
  request.nr_func_info = sizes.nr_func_info;
  request.func_info_rec_size = sizeof(bpf_func_info);
  request.func_info = reinterpret_cast<std::uintptr_t>(functions.data());
  request.nr_jited_func_lens = sizes.nr_jited_func_lens;
  request.jited_func_lens = reinterpret_cast<std::uintptr_t>(lengths.data());
  (void)info_of(prog, request);

  std::vector<FunctionSize> found;
  for (std::size_t i = 0; i < functions.size(); ++i) {
    const std::size_t end = i + 1 < functions.size()
                                ? functions[i + 1].insn_off * sizeof(bpf_insn)
                                : sizes.xlated_prog_len;
    found.push_back({.name = name_of(*types, functions[i].type_id),
                     .xlated_bytes = static_cast<std::uint32_t>(
                         end - functions[i].insn_off * sizeof(bpf_insn)),
                     .jited_bytes = i < lengths.size() ? lengths[i] : 0});
  }
  return found;
}

}  // namespace skep::prog
