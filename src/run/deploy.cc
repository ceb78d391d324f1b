#include "src/run/deploy.h"

#include <linux/bpf.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string_view>
#include <utility>

#include "src/sys/bpffs.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"
#include "src/sys/log.h"
#include "src/sys/signals.h"
#include "src/sys/utf8.h"

namespace skep {
namespace {

std::string name_of(const bpf_program* prog) { return bpf_program__name(prog); }
std::string name_of(const bpf_map* map) { return bpf_map__name(map); }

void check_has_programs(const BpfObject& object, const std::string& path,
                        const PinPaths& pins) {
  if (!programs_to_load(object).empty()) return;
  if (const auto all = object.programs(); all.begin() != all.end())
    throw failure(
        "can't load {}: all its programs are optional (SEC(\"?...\"))", path)
        .with_hint("--only PROG loads one that is named");
  // Maps alone are worth loading if they are pinned.
  if (!pins.all_programs || pins.maps.empty())
    throw failure("can't load {}: it has no programs", path);
}

// Where the programs are pinned whose links are pinned beside them.
const std::string& place_of(const AttachRequest& request, const PinPlan& plan) {
  const Place<bpf_program>* place = plan.find(request.program);
  if (place == nullptr || place->path.empty())
    throw usage_error("program '{}' can't be attached: it is not pinned",
                      request.program)
        .with_hint(
            "`prog load` pins the first program alone: --only chooses it, or "
            "use `prog loadall`");
  return place->path;
}

// Pins and attachments in the making; what is not kept is undone.
class Deployment {
 public:
  explicit Deployment(const DeployOptions& options) : options_(options) {}

  // Make the directories, then check that every place is free.
  void prepare(const BpfObject& object);
  // Pin the maps first: once programs are attached, all is in place.
  void pin(LoadedObject object);
  void attach();
  DeployedHandles keep();

 private:
  void pin(const bpf_program* prog, const std::string& path);
  void pin(const bpf_map* map, const std::string& path);
  bool pin_attached(const bpf_program* prog, const std::string& path);
  void pin_link(const BpfLink& link, const std::string& program,
                const std::string& path);
  [[nodiscard]] bool is_attached_to_hook(const std::string& program) const;

  const DeployOptions& options_;
  std::vector<std::string> pins_of_libbpf_;
  std::optional<LoadedObject> object_;  // outlives the links, which refer to it
  PinTransaction pins_;
  Attachments attachments_;
  DeployedHandles handles_;
};

void Deployment::prepare(const BpfObject& object) {
  const PinPaths& paths = options_.pins;
  if (paths.all_programs) pins_.make_directory(paths.programs);
  if (!paths.maps.empty()) pins_.make_directory(paths.maps);
  const PinPlan plan = plan_pins(object, paths);
  std::map<std::string, std::size_t> links;
  std::vector<std::string> places;
  for (const AttachRequest& request : options_.attached) {
    const std::string& path = place_of(request, plan);
    places.push_back(link_path(path, links[path]++));
  }
  plan.check(places);
  pins_of_libbpf_ = pins_of_libbpf(object);
}

void Deployment::pin(LoadedObject object) {
  object_ = std::move(object);
  for (std::string& path : pins_of_libbpf_) pins_.adopt(std::move(path));
  const PinPlan plan = plan_pins(object_->object(), options_.pins);
  for (const auto& [map, path] : plan.maps) pin(map, path);
  for (const auto& [prog, path] : plan.progs) pin(prog, path);
}

void Deployment::pin(const bpf_map* map, const std::string& path) {
  const int fd = bpf_map__fd(map);
  Handle handle{info_of<bpf_map_info>(fd).id, name_of(map), path};
  if (!path.empty())
    pins_.pin(fd, path, fmt::format("map '{}'", name_of(map)));
  else if (bpf_map__is_pinned(map))
    handle.pinned = bpf_map__pin_path(map);
  handles_.maps.push_back(std::move(handle));
}

void Deployment::pin(const bpf_program* prog, const std::string& path) {
  const int fd = bpf_program__fd(prog);
  Handle handle{info_of<bpf_prog_info>(fd).id, name_of(prog), {}};
  if (!path.empty() && !(options_.auto_attach && pin_attached(prog, path))) {
    pins_.pin(fd, path, fmt::format("program '{}'", name_of(prog)));
    handle.pinned = path;
  }
  handles_.progs.push_back(std::move(handle));
}

bool Deployment::is_attached_to_hook(const std::string& program) const {
  return std::ranges::any_of(options_.attached, [&](const auto& request) {
    return request.program == program;
  });
}

// Attach a program where its section says and pin the link in its place; false
// if the program itself is to be pinned, several links beside it.
bool Deployment::pin_attached(const bpf_program* prog,
                              const std::string& path) {
  const std::string name = name_of(prog);
  if (is_attached_to_hook(name)) return false;
  const Attachment& made =
      attachments_.add(attach_by_section(object_->object(), prog));
  if (made.links.empty() && bpf_program__autoattach(prog))
    log::warn("program '{}' does not say where to attach: it is pinned itself",
              printable(name));
  const bool takes_place = made.links.size() == 1;
  for (std::size_t n = 0; n < made.links.size(); ++n)
    pin_link(made.links[n], name, takes_place ? path : link_path(path, n));
  return takes_place;
}

void Deployment::pin_link(const BpfLink& link, const std::string& program,
                          const std::string& path) {
  pins_.pin(link.fd(), path, fmt::format("the link of program '{}'", program));
  handles_.links.push_back(
      {info_of<bpf_link_info>(link.fd()).id, program, path});
}

void Deployment::attach() {
  const PinPlan plan = plan_pins(object_->object(), options_.pins);
  std::map<std::string, std::size_t> links;
  for (const AttachRequest& request : options_.attached) {
    const Place<bpf_program>& place = *plan.find(request.program);
    const Attachment& made =
        attachments_.add(attach_to_hook(place.object, request.hook));
    for (const BpfLink& link : made.links)
      pin_link(link, request.program,
               link_path(place.path, links[place.path]++));
  }
}

DeployedHandles Deployment::keep() {
  throw_if_stopped();
  attachments_.leave();
  pins_.keep();
  return std::move(handles_);
}

// Programs that are attached have to load, even if they are optional.
BpfObject open_for(const std::string& path, DeployOptions& options) {
  for (const AttachRequest& request : options.attached)
    options.load.programs.needed.push_back(request.program);
  BpfObject opened = open_to_load(path, options.load);
  check_has_programs(opened, path, options.pins);
  return opened;
}

}  // namespace

DeployedHandles deploy(const std::string& path, DeployOptions options) {
  BpfObject opened = open_for(path, options);
  Deployment deployment{options};
  deployment.prepare(opened);
  deployment.pin(LoadedObject{std::move(opened), path, options.load.log_file});
  deployment.attach();
  return deployment.keep();
}

std::vector<VerifiedProgram> rehearse(const std::string& path,
                                      DeployOptions options) {
  const BpfObject opened = open_for(path, options);
  if (!options.pins.programs.empty()) Deployment{options}.prepare(opened);
  return verify(path, options.load);
}

}  // namespace skep
