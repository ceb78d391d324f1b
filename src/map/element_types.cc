#include "src/map/element_types.h"

#include "src/sys/error.h"
#include "src/sys/log.h"

namespace skep::map {
namespace {

std::optional<ElementTypes> load_kernel_types(const bpf_map_info& info) {
  // Tells the module that the type belongs to; older kernels had none.
  if (info.btf_vmlinux_id != 0) {
    auto btf = btf::Btf::from_kernel(info.btf_vmlinux_id);
    if (!btf) return std::nullopt;
    return ElementTypes{std::move(*btf), btf::void_id,
                        info.btf_vmlinux_value_type_id};
  }
  return ElementTypes{btf::Btf::vmlinux(), btf::void_id,
                      info.btf_vmlinux_value_type_id};
}

std::optional<ElementTypes> load_own_types(const bpf_map_info& info) {
  auto btf = btf::Btf::from_kernel(info.btf_id);
  if (!btf) return std::nullopt;
  return ElementTypes{std::move(*btf), info.btf_key_type_id,
                      info.btf_value_type_id};
}

}  // namespace

std::optional<ElementTypes> load_types(const Map& map) {
  const bpf_map_info& info = map.info();
  try {
    if (info.btf_vmlinux_value_type_id != 0) return load_kernel_types(info);
    if (info.btf_value_type_id != 0) return load_own_types(info);
  } catch (const Error& error) {
    log::warn("the elements of {} are shown without types: {}", map.label(),
              error.what());
  }
  return std::nullopt;
}

}  // namespace skep::map
