#include "src/link/place.h"

#include <bpf/libbpf.h>

#include "src/link/types.h"
#include "src/sys/cgroup.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"

namespace skep {

std::string PlaceNames::type_name(std::uint32_t btf_id, std::uint32_t type_id) {
  auto place = types_.find(btf_id);
  if (place == types_.end()) {
    std::optional<btf::Btf> types;
    try {
      types = btf::Btf::from_kernel(btf_id);
    } catch (const Error&) {
      // Only those who may do everything see it.
    }
    place = types_.emplace(btf_id, std::move(types)).first;
  }
  const btf_type* type = place->second ? place->second->type(type_id) : nullptr;
  return type == nullptr ? "" : std::string{place->second->name(*type)};
}

std::string PlaceNames::function_of_prog(std::uint32_t prog_id,
                                         std::uint32_t type_id) {
  const auto prog = open_id(ObjectKind::prog, prog_id);
  if (!prog) return {};
  return type_name(info_of<bpf_prog_info>(*prog).btf_id, type_id);
}

std::string PlaceNames::cgroup(std::uint64_t id) {
  if (!cgroups_) {
    cgroups_.emplace();
    for (const CgroupDirectory& directory : list_cgroups())
      cgroups_->emplace(directory.id, directory.path);
  }
  const auto place = cgroups_->find(id);
  return place == cgroups_->end() ? "" : place->second;
}

std::string attach_type_text(std::uint32_t type) {
  const char* name =
      libbpf_bpf_attach_type_str(static_cast<enum bpf_attach_type>(type));
  return name != nullptr ? name : fmt::format("attach type {}", type);
}

LinkPlace place_of(const LinkInfo& info, PlaceNames& names) {
  const LinkType* type = find_link_type(info.kernel.type);
  if (type != nullptr && type->place != nullptr)
    return type->place(info, names);
  return {.hook = link_type_text(info.kernel.type)};
}

}  // namespace skep
