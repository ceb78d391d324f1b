#include "src/object/entry_function.h"

#include <bpf/btf.h>

#include "src/sys/bytes.h"
#include "src/sys/kernel_object.h"

namespace skep {
namespace {

// Return what the first of the program's functions is known by.
btf::TypeId first_function(const Fd& prog) {
  bpf_func_info function{};
  auto request = zeroed<bpf_prog_info>();
  request.nr_func_info = 1;
  request.func_info_rec_size = sizeof function;
  request.func_info = reinterpret_cast<std::uintptr_t>(&function);
  request = info_of(prog, request);
  return function.type_id;
}

}  // namespace

std::optional<EntryFunction> entry_function(const Fd& prog,
                                            const bpf_prog_info& info) {
  if (info.btf_id == 0 || info.nr_func_info == 0) return std::nullopt;
  const btf::TypeId id = first_function(prog);
  ::btf* loaded = btf__load_from_kernel_by_id(info.btf_id);
  if (loaded == nullptr) return std::nullopt;
  EntryFunction function{.types = btf::Btf{loaded}, .id = id};
  const btf_type* type = function.types.type(id);
  if (type == nullptr || !btf_is_func(type)) return std::nullopt;
  return function;
}

}  // namespace skep
