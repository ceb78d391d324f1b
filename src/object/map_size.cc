#include "src/object/map_size.h"

#include <linux/bpf.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <set>
#include <string_view>
#include <vector>

#include "src/object/initial_value.h"
#include "src/sys/error.h"

namespace skep {
namespace {

std::uint64_t page_size() {
  return static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

// A size that a map can't have, and what it can have.
struct Misfit {
  std::string reason;
  std::string hint{};
};

Misfit check_elements(std::uint32_t entries) {
  return {entries == 0 ? "it needs an element" : ""};
}

Misfit check_ring(std::uint32_t bytes) {
  if (std::has_single_bit(bytes) && bytes % page_size() == 0) return {};
  std::uint64_t next = page_size();
  while (next < bytes) next *= 2;
  return {fmt::format("the bytes of a ring buffer are a power of 2, and at "
                      "least a page of {}",
                      page_size()),
          next <= UINT32_MAX ? fmt::format("{} would do", next) : ""};
}

// libbpf puts the arena's variables into its last pages.
Misfit check_arena(const bpf_map* map, std::uint32_t pages) {
  const std::uint64_t most = (std::uint64_t{1} << 32U) / page_size();
  const std::size_t variables = initial_value(map).size();
  const std::uint64_t least =
      std::max<std::uint64_t>((variables + page_size() - 1) / page_size(), 1);
  if (pages >= least && pages <= most) return {};
  return {fmt::format("this arena has {} to {} pages", least, most)};
}

Misfit no_elements() {
  return {"elements come and go with what they belong to: there is no size"};
}

Misfit misfit(const bpf_map* map, std::uint32_t entries) {
  if (bpf_map__is_internal(map))
    return {"it is a section of global variables: one element"};
  switch (bpf_map__type(map)) {
    case BPF_MAP_TYPE_RINGBUF:
    case BPF_MAP_TYPE_USER_RINGBUF:
      return check_ring(entries);
    case BPF_MAP_TYPE_ARENA:
      return check_arena(map, entries);
    case BPF_MAP_TYPE_STRUCT_OPS:
      return {"a map of struct_ops has one element"};
    case BPF_MAP_TYPE_SK_STORAGE:
    case BPF_MAP_TYPE_TASK_STORAGE:
    case BPF_MAP_TYPE_INODE_STORAGE:
    case BPF_MAP_TYPE_CGRP_STORAGE:
    case BPF_MAP_TYPE_CGROUP_STORAGE:
    case BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE:
      return no_elements();
    case BPF_MAP_TYPE_PERF_EVENT_ARRAY:  // 0: one for each CPU
      return {};
    default:
      return check_elements(entries);
  }
}

}  // namespace

std::vector<std::string> names_of_maps(const BpfObject& object) {
  std::vector<std::string> names;
  for (const bpf_map* map : object.maps())
    names.emplace_back(bpf_map__name(map));
  return names;
}

void find_unknown_maps(const BpfObject& object, std::span<const MapSize> sizes,
                       UnknownNames& unknown) {
  for (const MapSize& size : sizes)
    if (object.find_map(size.map) == nullptr)
      unknown.add("map", size.map, names_of_maps(object));
}

void set_map_sizes(const BpfObject& object, std::span<const MapSize> sizes) {
  std::set<const bpf_map*> seen;
  for (const MapSize& size : sizes) {
    bpf_map* map = object.find_map(size.map);
    if (!seen.insert(map).second)
      throw usage_error("the map '{}' is given two sizes", size.map);
    const Misfit wrong = misfit(map, size.max_entries);
    if (!wrong.reason.empty())
      throw usage_error("the map '{}' can't have the size {}: {}", size.map,
                        size.max_entries, wrong.reason)
          .with_hint(wrong.hint);
    check(bpf_map__set_max_entries(map, size.max_entries),
          "can't set the size of map '{}'", size.map);
  }
}

}  // namespace skep
