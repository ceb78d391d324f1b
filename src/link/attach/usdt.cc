#include "src/link/attach/usdt.h"

#include <fmt/format.h>

#include <cerrno>
#include <limits>

#include "src/link/attach/uprobe.h"
#include "src/link/attach/uprobe_multi.h"
#include "src/link/attach/usdt_argument.h"
#include "src/link/attach/usdt_probe.h"
#include "src/link/attach/usdt_specs.h"
#include "src/sys/error.h"

namespace skep {
namespace {

// Return the places of the probe, each with the cookie by which the program
// finds the arguments.
std::vector<ProbePlace> find_places(const UsdtHook& hook, UsdtSpecs& specs) {
  std::vector<ProbePlace> places;
  for (const UsdtPlace& place :
       find_usdt_places(hook.file, hook.provider, hook.name))
    places.push_back(
        {.point = {.offset = place.offset},
         .ref_ctr = place.semaphore,
         .cookie = specs.find_or_add(parse_usdt_arguments(place.arguments),
                                     hook.cookie.value_or(0))});
  return places;
}

UprobeHook hook_of_place(const UsdtHook& hook, const ProbePlace& place) {
  if (place.ref_ctr > std::numeric_limits<std::uint32_t>::max())
    throw failure("the counter of those who watch is too far in the file");
  UprobeHook uprobe;
  uprobe.file = hook.file;
  uprobe.point = place.point;
  uprobe.pid = hook.pid;
  if (place.ref_ctr != 0U)
    uprobe.ref_ctr = static_cast<std::uint32_t>(*place.ref_ctr);
  uprobe.cookie = place.cookie;
  return uprobe;
}

std::vector<Fd> attach_each(const UsdtHook& hook,
                            const std::vector<ProbePlace>& places,
                            const Program& program) {
  std::vector<Fd> links;
  for (const ProbePlace& place : places)
    links.push_back(attach_to(hook_of_place(hook, place), program));
  return links;
}

std::vector<Fd> attach_to_all(const UsdtHook& hook,
                              const std::vector<ProbePlace>& places,
                              const Program& program) {
  const UprobeMultiHook at_once{
      .file = hook.file, .places = places, .pid = hook.pid};
  try {
    std::vector<Fd> links;
    links.push_back(attach_to(at_once, program));
    return links;
  } catch (const Error& error) {
    // The kernel says so, too, when the program is not loaded for it.
    if (error.code() != EINVAL) throw;
  }
  return attach_each(hook, places, program);
}

}  // namespace

std::string title_of(const UsdtHook& hook) {
  return fmt::format("usdt {}:{}:{}", hook.file, hook.provider, hook.name);
}

std::vector<Fd> attach_to(const UsdtHook& hook, const Program& program) {
  check_type(program, {BPF_PROG_TYPE_KPROBE});
  UsdtSpecs specs{program};
  auto links = attach_to_all(hook, find_places(hook, specs), program);
  specs.keep();
  return links;
}

}  // namespace skep
