#include "src/object/load.h"

#include <linux/bpf.h>

#include <utility>

#include "src/btf/btf.h"
#include "src/object/load_error.h"
#include "src/object/reuse_map.h"
#include "src/object/section.h"
#include "src/sys/error.h"
#include "src/sys/log.h"
#include "src/sys/netdev.h"

namespace skep {
namespace {

// All the verifier has: its way (1), every state (2), statistics (4). No ABI.
constexpr unsigned verbose_verifier = 1U | 2U | 4U;

BpfObject open_object(const std::string& path, const LoadOptions& options) {
  HeldDiagnostics messages;
  // libbpf would tell of a bad file only when it needs it.
  if (!options.kernel_btf.empty())
    static_cast<void>(btf::Btf::from_file(options.kernel_btf));
  try {
    return BpfObject::open_file(
        path, {.relaxed_maps = options.relaxed_maps,
               .kernel_log_level = options.logs_verifier ? verbose_verifier : 0,
               .custom_btf = options.kernel_btf});
  } catch (const Error& error) {
    throw with_reasons(error, messages.take());
  }
}

void set_type(bpf_program* prog, const ProgramType& type) {
  check(bpf_program__set_type(prog, type.type), "can't set the type of '{}'",
        bpf_program__name(prog));
  check(bpf_program__set_expected_attach_type(prog, type.attach_type),
        "can't set the attach type of '{}'", bpf_program__name(prog));
}

void check_section(const bpf_program* prog, const std::string& path) {
  try {
    static_cast<void>(type_of_section(bpf_program__section_name(prog)));
  } catch (const Error& error) {
    throw error.in(fmt::format("can't load program '{}' of {}",
                               bpf_program__name(prog), path));
  }
}

void set_types(const BpfObject& object, const std::string& path,
               std::string section) {
  if (section.ends_with('/')) section.pop_back();
  for (bpf_program* prog : programs_to_load(object))
    if (section.empty())
      check_section(prog, path);
    else
      set_type(prog, type_of_section(section));
}

void set_metadata_device(bpf_program* prog, std::uint32_t ifindex) {
  if (bpf_program__type(prog) != BPF_PROG_TYPE_XDP) return;
  bpf_program__set_ifindex(prog, ifindex);
  check(bpf_program__set_flags(
            prog, bpf_program__flags(prog) | BPF_F_XDP_DEV_BOUND_ONLY),
        "can't bind program '{}' to a device", bpf_program__name(prog));
}

void offload(const BpfObject& object, std::uint32_t ifindex) {
  for (bpf_program* prog : object.programs())
    bpf_program__set_ifindex(prog, ifindex);
  for (bpf_map* map : object.maps())
    // Events go to user space: these stay with the host.
    if (bpf_map__type(map) != BPF_MAP_TYPE_PERF_EVENT_ARRAY)
      check(bpf_map__set_ifindex(map, ifindex), "can't offload the map '{}'",
            bpf_map__name(map));
}

void set_devices(const BpfObject& object, const LoadOptions& options) {
  if (!options.offload_device.empty())
    offload(object, ifindex_of(options.offload_device));
  if (options.metadata_device.empty()) return;
  const std::uint32_t ifindex = ifindex_of(options.metadata_device);
  for (bpf_program* prog : object.programs())
    set_metadata_device(prog, ifindex);
}

}  // namespace

BpfObject open_to_load(const std::string& path, const LoadOptions& options) {
  BpfObject object = open_object(path, options);
  set_types(object, path, options.section);
  set_devices(object, options);
  reuse_maps(object, options.reused_maps);
  check_maps_pinned_by_name(object);
  return object;
}

LoadedObject::LoadedObject(BpfObject object, const std::string& path)
    : object_(std::move(object)) {
  HeldDiagnostics messages;
  if (const int code = object_.load(); code < 0)
    throw load_error(-code, path, messages.take());
}

std::vector<bpf_program*> LoadedObject::programs() const {
  return programs_to_load(object_);
}

std::vector<bpf_map*> LoadedObject::maps() const {
  return maps_to_create(object_);
}

std::vector<bpf_program*> programs_to_load(const BpfObject& object) {
  std::vector<bpf_program*> programs;
  for (bpf_program* prog : object.programs())
    if (bpf_program__autoload(prog)) programs.push_back(prog);
  return programs;
}

std::vector<bpf_map*> maps_to_create(const BpfObject& object) {
  std::vector<bpf_map*> maps;
  for (bpf_map* map : object.maps())
    if (bpf_map__autocreate(map)) maps.push_back(map);
  return maps;
}

}  // namespace skep
