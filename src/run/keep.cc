#include "src/run/keep.h"

#include <linux/bpf.h>

#include <utility>

#include "src/run/pin_plan.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"

namespace skep {
namespace {

PinPaths paths_in(const std::string& directory) {
  return {
      .programs = directory, .all_programs = true, .maps = directory + "/maps"};
}

std::string name_of(const Attachment& attachment) {
  return attachment.program != nullptr ? bpf_program__name(attachment.program)
                                       : bpf_map__name(attachment.map);
}

std::uint32_t id_of(const bpf_program* program) {
  return info_of<bpf_prog_info>(bpf_program__fd(program)).id;
}
std::uint32_t id_of(const bpf_map* map) {
  return info_of<bpf_map_info>(bpf_map__fd(map)).id;
}

}  // namespace

Keeper::Keeper(const BpfObject& opened, const std::string& directory)
    : directory_(directory) {
  const PinPaths paths = paths_in(directory);
  pins_.make_directory(paths.programs);
  pins_.make_directory(paths.maps);
  const PinPlan plan = plan_pins(opened, paths);
  std::vector<std::string> links;
  for (const auto& [program, path] : plan.progs)
    links.push_back(link_path(path, 0));
  plan.check(links);
  pins_of_libbpf_ = pins_of_libbpf(opened);
}

void Keeper::pin(const LoadedObject& object, const Attachments& attachments) {
  for (std::string& path : pins_of_libbpf_) pins_.adopt(std::move(path));
  const PinPlan plan = plan_pins(object.object(), paths_in(directory_));
  for (const auto& [map, path] : plan.maps) {
    const std::string name = bpf_map__name(map);
    Handle handle{id_of(map), name, path};
    if (!path.empty())
      pins_.pin(bpf_map__fd(map), path, fmt::format("map '{}'", name));
    else if (bpf_map__is_pinned(map))
      handle.pinned = bpf_map__pin_path(map);
    handles_.maps.push_back(std::move(handle));
  }
  for (const auto& [program, path] : plan.progs) {
    const std::string name = bpf_program__name(program);
    pins_.pin(bpf_program__fd(program), path,
              fmt::format("program '{}'", name));
    handles_.progs.push_back({id_of(program), name, path});
  }
  for (const Attachment& attachment : attachments.list()) pin_links(attachment);
}

void Keeper::pin_links(const Attachment& attachment) {
  const std::string name = name_of(attachment);
  std::size_t n = 0;
  for (const BpfLink& link : attachment.links) {
    const std::string path = link_path(directory_ + "/" + name, n++);
    pins_.pin(link.fd(), path, "the link of " + attachment.label());
    handles_.links.push_back(
        {info_of<bpf_link_info>(link.fd()).id, name, path});
  }
}

}  // namespace skep
