#include "src/run/pin_plan.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "src/object/load.h"
#include "src/sys/bpffs.h"
#include "src/sys/error.h"

namespace skep {
namespace {

// The maps of global data have dots in their names, which bpffs refuses.
std::string pin_name(const bpf_map* map) {
  std::string name = bpf_map__name(map);
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

std::string in_directory(const std::string& directory,
                         const std::string& name) {
  return directory.ends_with('/') ? directory + name : directory + "/" + name;
}

}  // namespace

const Place<bpf_program>* PinPlan::find(const std::string& name) const {
  const auto found = std::ranges::find_if(progs, [&](const auto& place) {
    return bpf_program__name(place.object) == name;
  });
  return found != progs.end() ? &*found : nullptr;
}

void PinPlan::check(const std::vector<std::string>& more) const {
  std::set<std::string_view> seen;
  const auto check_place = [&](const std::string& path) {
    if (path.empty()) return;
    check_pin_path(path);
    if (!seen.insert(path).second)
      throw failure("can't pin at {}: two objects would be pinned there", path);
  };
  for (const auto& [prog, path] : progs) check_place(path);
  for (const auto& [map, path] : maps) check_place(path);
  for (const std::string& path : more) check_place(path);
}

PinPlan plan_pins(const BpfObject& object, const PinPaths& paths) {
  PinPlan plan;
  for (bpf_program* prog : programs_to_load(object)) {
    const bool is_first = plan.progs.empty();
    plan.progs.push_back(
        {prog, paths.all_programs
                   ? in_directory(paths.programs, bpf_program__name(prog))
               : is_first ? paths.programs
                          : ""});
  }
  for (bpf_map* map : maps_to_create(object))
    plan.maps.push_back({map, paths.maps.empty()
                                  ? ""
                                  : in_directory(paths.maps, pin_name(map))});
  return plan;
}

std::vector<std::string> pins_of_libbpf(const BpfObject& object) {
  std::vector<std::string> paths;
  for (const bpf_map* map : maps_to_create(object))
    if (const char* path = bpf_map__pin_path(map);
        path != nullptr && ::access(path, F_OK) != 0)
      paths.emplace_back(path);
  return paths;
}

std::string link_path(const std::string& path, std::size_t n) {
  return n == 0 ? path + "_link" : fmt::format("{}_link{}", path, n + 1);
}

}  // namespace skep
