#include "src/object/load_pinned.h"

#include <linux/bpf.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "src/object/bpf_link.h"
#include "src/object/load_error.h"
#include "src/sys/bpffs.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"
#include "src/sys/log.h"
#include "src/sys/proc.h"
#include "src/sys/signals.h"
#include "src/sys/utf8.h"

namespace skep {
namespace {

std::string name_of(const bpf_program* prog) { return bpf_program__name(prog); }
std::string name_of(const bpf_map* map) { return bpf_map__name(map); }

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

// Where a program or map is to be pinned; empty: nowhere.
template <typename T>
struct Place {
  T* object;
  std::string path;
};

struct Plan {
  std::vector<Place<bpf_program>> progs;
  std::vector<Place<bpf_map>> maps;
};

Plan make_plan(const BpfObject& object, const PinOptions& pins) {
  Plan plan;
  for (bpf_program* prog : programs_to_load(object))
    plan.progs.push_back({prog, pins.all_programs
                                    ? in_directory(pins.path, name_of(prog))
                                : plan.progs.empty() ? pins.path
                                                     : ""});
  for (bpf_map* map : maps_to_create(object))
    plan.maps.push_back(
        {map, pins.map_directory.empty()
                  ? ""
                  : in_directory(pins.map_directory, pin_name(map))});
  return plan;
}

void check_has_programs(const BpfObject& object, const std::string& path,
                        const PinOptions& pins) {
  if (!programs_to_load(object).empty()) return;
  if (const auto all = object.programs(); all.begin() != all.end())
    throw failure(
        "can't load {}: all its programs are optional (SEC(\"?...\"))", path);
  // Maps alone are worth loading if they are pinned.
  if (!pins.all_programs || pins.map_directory.empty())
    throw failure("can't load {}: it has no programs", path);
}

// Check that each place is free, and wanted once.
void check_places(const Plan& plan) {
  std::set<std::string_view> seen;
  const auto check_place = [&](const std::string& path) {
    if (path.empty()) return;
    check_pin_path(path);
    if (!seen.insert(path).second)
      throw failure("can't pin at {}: two objects would be pinned there", path);
  };
  for (const auto& [prog, path] : plan.progs) check_place(path);
  for (const auto& [map, path] : plan.maps) check_place(path);
}

// Return the paths at which libbpf is going to pin maps while it loads.
std::vector<std::string> pins_of_libbpf(const BpfObject& object) {
  std::vector<std::string> paths;
  for (const bpf_map* map : maps_to_create(object))
    if (const char* path = bpf_map__pin_path(map);
        path != nullptr && ::access(path, F_OK) != 0)
      paths.emplace_back(path);
  return paths;
}

// The perf events that this process has open.
std::vector<int> open_perf_events() {
  return descriptors_of("anon_inode:[perf_event]");
}

// Return the values of `all` without those of `some`; both are in order.
std::vector<int> without(const std::vector<int>& all,
                         const std::vector<int>& some) {
  std::vector<int> rest;
  std::ranges::set_difference(all, some, std::back_inserter(rest));
  return rest;
}

// Attach a program where its section says; null if that does not say.
BpfLink attach(const bpf_program* prog) {
  HeldDiagnostics messages;
  const std::vector<int> events = open_perf_events();
  try {
    bpf_link* link = check(bpf_program__attach(prog),
                           "can't attach program '{}'", name_of(prog));
    return BpfLink{link, without(open_perf_events(), events)};
  } catch (const Error& error) {
    const std::vector<std::string> reasons = messages.take();
    // libbpf says nothing of such a section, and something when it is the
    // kernel that can't.
    if (error.code() == EOPNOTSUPP && reasons.empty()) return {};
    throw with_reasons(error, reasons);
  }
}

// Pins and attachments in the making; what is not kept is undone.
class Deployment {
 public:
  explicit Deployment(const PinOptions& options) : options_(options) {}

  // Make the directories, then check that every place is free.
  void prepare(const BpfObject& object);
  // Pin the maps first: once programs are attached, all is in place.
  void deploy(LoadedObject object);
  LoadedHandles keep();

 private:
  void deploy(const bpf_program* prog, const std::string& path);
  void deploy(const bpf_map* map, const std::string& path);
  bool deploy_link(const bpf_program* prog, const std::string& path);

  const PinOptions& options_;
  std::vector<std::string> pins_of_libbpf_;
  std::optional<LoadedObject> object_;  // outlives the links, which refer to it
  PinTransaction pins_;
  std::vector<BpfLink> links_;
  LoadedHandles handles_;
};

void Deployment::prepare(const BpfObject& object) {
  if (options_.all_programs) pins_.make_directory(options_.path);
  if (!options_.map_directory.empty())
    pins_.make_directory(options_.map_directory);
  check_places(make_plan(object, options_));
  pins_of_libbpf_ = pins_of_libbpf(object);
}

void Deployment::deploy(LoadedObject object) {
  object_ = std::move(object);
  for (std::string& path : pins_of_libbpf_) pins_.adopt(std::move(path));
  const Plan plan = make_plan(object_->object(), options_);
  for (const auto& [map, path] : plan.maps) deploy(map, path);
  for (const auto& [prog, path] : plan.progs) deploy(prog, path);
}

void Deployment::deploy(const bpf_map* map, const std::string& path) {
  const int fd = bpf_map__fd(map);
  Handle handle{info_of<bpf_map_info>(fd).id, name_of(map), path};
  if (!path.empty())
    pins_.pin(fd, path, fmt::format("map '{}'", name_of(map)));
  else if (bpf_map__is_pinned(map))
    handle.pinned = bpf_map__pin_path(map);
  handles_.maps.push_back(std::move(handle));
}

void Deployment::deploy(const bpf_program* prog, const std::string& path) {
  const int fd = bpf_program__fd(prog);
  Handle handle{info_of<bpf_prog_info>(fd).id, name_of(prog), {}};
  if (!path.empty() && !(options_.auto_attach && deploy_link(prog, path))) {
    pins_.pin(fd, path, fmt::format("program '{}'", name_of(prog)));
    handle.pinned = path;
  }
  handles_.progs.push_back(std::move(handle));
}

// Attach a program and pin the link; false if its section does not say where.
bool Deployment::deploy_link(const bpf_program* prog, const std::string& path) {
  const std::string name = name_of(prog);
  BpfLink link = attach(prog);
  if (link.get() == nullptr) {
    log::warn("program '{}' does not say where to attach: it is pinned itself",
              printable(name));
    return false;
  }
  pins_.pin(link.fd(), path, fmt::format("the link of program '{}'", name));
  handles_.links.push_back({info_of<bpf_link_info>(link.fd()).id, name, path});
  links_.push_back(std::move(link));
  return true;
}

LoadedHandles Deployment::keep() {
  throw_if_stopped();
  for (BpfLink& link : links_) link.leave();
  pins_.keep();
  return std::move(handles_);
}

}  // namespace

LoadedHandles load_pinned(const std::string& path, const LoadOptions& options,
                          const PinOptions& pins) {
  BpfObject opened = open_to_load(path, options);
  check_has_programs(opened, path, pins);
  Deployment deployment{pins};
  deployment.prepare(opened);
  deployment.deploy(LoadedObject{std::move(opened), path});
  return deployment.keep();
}

}  // namespace skep
