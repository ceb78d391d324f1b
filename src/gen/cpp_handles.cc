#include "src/gen/cpp_handles.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace skep::gen {
namespace {

// What a map's elements are like for user space.
enum class Family {
  plain,
  table,        // a value for each key
  percpu,       // a value for each key and CPU
  queue,        // values alone
  bloom,        // the same, never to be read
  descriptors,  // what descriptors stand for
  maps,
  storage,  // the key is a descriptor
  ringbuf,
  user_ringbuf,
  perf_buffer,
  struct_ops,
};

enum class KeyKind { any, number };

struct FamilyOf {
  bpf_map_type type;
  Family family;
  KeyKind key = KeyKind::any;  // when BTF does not tell
};

constexpr std::array<FamilyOf, 32> families{{
    {BPF_MAP_TYPE_HASH, Family::table},
    {BPF_MAP_TYPE_ARRAY, Family::table, KeyKind::number},
    {BPF_MAP_TYPE_LRU_HASH, Family::table},
    {BPF_MAP_TYPE_LPM_TRIE, Family::table},
    {BPF_MAP_TYPE_STACK_TRACE, Family::table, KeyKind::number},
    {BPF_MAP_TYPE_DEVMAP, Family::table, KeyKind::number},
    {BPF_MAP_TYPE_DEVMAP_HASH, Family::table, KeyKind::number},
    {BPF_MAP_TYPE_CPUMAP, Family::table, KeyKind::number},
    {BPF_MAP_TYPE_CGROUP_STORAGE, Family::table},
    {BPF_MAP_TYPE_PERCPU_HASH, Family::percpu},
    {BPF_MAP_TYPE_PERCPU_ARRAY, Family::percpu, KeyKind::number},
    {BPF_MAP_TYPE_LRU_PERCPU_HASH, Family::percpu},
    {BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE, Family::percpu},
    {BPF_MAP_TYPE_QUEUE, Family::queue},
    {BPF_MAP_TYPE_STACK, Family::queue},
    {BPF_MAP_TYPE_BLOOM_FILTER, Family::bloom},
    {BPF_MAP_TYPE_PROG_ARRAY, Family::descriptors, KeyKind::number},
    {BPF_MAP_TYPE_CGROUP_ARRAY, Family::descriptors, KeyKind::number},
    {BPF_MAP_TYPE_XSKMAP, Family::descriptors, KeyKind::number},
    {BPF_MAP_TYPE_SOCKMAP, Family::descriptors, KeyKind::number},
    {BPF_MAP_TYPE_SOCKHASH, Family::descriptors},
    {BPF_MAP_TYPE_REUSEPORT_SOCKARRAY, Family::descriptors, KeyKind::number},
    {BPF_MAP_TYPE_ARRAY_OF_MAPS, Family::maps, KeyKind::number},
    {BPF_MAP_TYPE_HASH_OF_MAPS, Family::maps},
    {BPF_MAP_TYPE_SK_STORAGE, Family::storage},
    {BPF_MAP_TYPE_INODE_STORAGE, Family::storage},
    {BPF_MAP_TYPE_TASK_STORAGE, Family::storage},
    {BPF_MAP_TYPE_CGRP_STORAGE, Family::storage},
    {BPF_MAP_TYPE_RINGBUF, Family::ringbuf},
    {BPF_MAP_TYPE_USER_RINGBUF, Family::user_ringbuf},
    {BPF_MAP_TYPE_PERF_EVENT_ARRAY, Family::perf_buffer},
    {BPF_MAP_TYPE_STRUCT_OPS, Family::struct_ops},
}};

FamilyOf row_of(bpf_map_type type) {
  const auto* const found =
      std::find_if(families.begin(), families.end(),
                   [type](const FamilyOf& row) { return row.type == type; });
  return found != families.end() ? *found : FamilyOf{type, Family::plain};
}

Family family_of(bpf_map_type type) { return row_of(type).family; }

// Says the type of one map's handle.
class MapHandle {
 public:
  MapHandle(const MapShape& shape, CppTypes* types, std::string name,
            const std::string& support)
      : shape_(shape),
        types_(types),
        name_(std::move(name)),
        support_(support) {}

  // Return the type; null if there is none for maps that are reached by
  // `source`, a class of the support code.
  [[nodiscard]] std::optional<std::string> elements(
      std::string_view source) const {
    const auto value = value_type();
    if (!value) return std::nullopt;
    const Family family = family_of(shape_.type);
    if (family == Family::queue) return handle("queue_map", {*value}, source);
    if (family == Family::bloom)
      return handle("bloom_filter", {*value}, source);
    if (family == Family::storage)
      return handle("storage_map", {*value}, source);
    const auto key = key_type();
    if (!key) return std::nullopt;
    if (family == Family::table) return handle("map", {*key, *value}, source);
    if (family == Family::percpu)
      return handle("percpu_map", {*key, *value}, source);
    if (family == Family::descriptors) return handle("fd_map", {*key}, source);
    return std::nullopt;
  }

  [[nodiscard]] std::optional<std::string> of_maps(
      const std::string& inner) const {
    const auto key = key_type();
    if (!key) return std::nullopt;
    return handle("map_of_maps", {*key, inner}, "object_map");
  }

 private:
  [[nodiscard]] std::optional<std::string> key_type() const {
    const bool is_number = shape_.key_type == btf::void_id &&
                           shape_.key_size == sizeof(std::uint32_t) &&
                           row_of(shape_.type).key == KeyKind::number;
    if (is_number) return "::std::uint32_t";
    return element(shape_.key_type, shape_.key_size, "_key");
  }
  [[nodiscard]] std::optional<std::string> value_type() const {
    return element(shape_.value_type, shape_.value_size, "_value");
  }

  [[nodiscard]] std::optional<std::string> element(btf::TypeId id,
                                                   std::uint32_t size,
                                                   const char* suffix) const {
    if (types_ != nullptr && id != btf::void_id)
      if (auto type = types_->value(id, size, name_ + suffix)) return type;
    if (size == 0) return std::nullopt;
    return fmt::format("::std::array<::std::byte, {}>", size);
  }

  [[nodiscard]] std::string handle(std::string_view name,
                                   std::initializer_list<std::string> arguments,
                                   std::string_view source) const {
    std::string text =
        fmt::format("{}::{}<{}", support_, name, fmt::join(arguments, ", "));
    if (source != "object_map")
      text += fmt::format(", {}::{}", support_, source);
    return text + ">";
  }

  const MapShape& shape_;
  CppTypes* types_;
  std::string name_;
  const std::string& support_;
};

// The simple classes, by family.
std::string_view simple_handle(Family family) {
  switch (family) {
    case Family::ringbuf:
      return "ringbuf_map";
    case Family::user_ringbuf:
      return "user_ringbuf_map";
    case Family::perf_buffer:
      return "perf_event_array";
    case Family::struct_ops:
      return "struct_ops_map";
    default:
      return "plain_map<>";
  }
}

std::string_view tracing_handle(bpf_attach_type type) {
  return type == BPF_TRACE_ITER ? "iter_program" : "trace_program";
}

std::string_view program_class(bpf_prog_type type, bpf_attach_type attach) {
  switch (type) {
    case BPF_PROG_TYPE_KPROBE:
      return "probe_program";
    case BPF_PROG_TYPE_TRACEPOINT:
      return "tracepoint_program";
    case BPF_PROG_TYPE_RAW_TRACEPOINT:
    case BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE:
      return "raw_tracepoint_program";
    case BPF_PROG_TYPE_TRACING:
      return tracing_handle(attach);
    case BPF_PROG_TYPE_LSM:
      return attach == BPF_LSM_CGROUP ? "cgroup_program" : "lsm_program";
    case BPF_PROG_TYPE_EXT:
      return "freplace_program";
    case BPF_PROG_TYPE_XDP:
      return "xdp_program";
    case BPF_PROG_TYPE_SCHED_CLS:
    case BPF_PROG_TYPE_SCHED_ACT:
      return "tc_program";
    case BPF_PROG_TYPE_CGROUP_SKB:
    case BPF_PROG_TYPE_CGROUP_SOCK:
    case BPF_PROG_TYPE_CGROUP_SOCK_ADDR:
    case BPF_PROG_TYPE_CGROUP_SOCKOPT:
    case BPF_PROG_TYPE_CGROUP_SYSCTL:
    case BPF_PROG_TYPE_CGROUP_DEVICE:
    case BPF_PROG_TYPE_SOCK_OPS:
      return "cgroup_program";
    case BPF_PROG_TYPE_FLOW_DISSECTOR:
    case BPF_PROG_TYPE_SK_LOOKUP:
      return "netns_program";
    case BPF_PROG_TYPE_NETFILTER:
      return "netfilter_program";
    case BPF_PROG_TYPE_SK_SKB:
    case BPF_PROG_TYPE_SK_MSG:
      return "sockmap_program";
    case BPF_PROG_TYPE_PERF_EVENT:
      return "perf_event_program";
    default:
      return "program";
  }
}

// Is it of a type that libbpf attaches by itself?
bool is_attached_by_section(const ProgramModel& program) {
  static constexpr auto types = std::to_array<bpf_prog_type>(
      {BPF_PROG_TYPE_KPROBE, BPF_PROG_TYPE_TRACEPOINT,
       BPF_PROG_TYPE_RAW_TRACEPOINT, BPF_PROG_TYPE_RAW_TRACEPOINT_WRITABLE,
       BPF_PROG_TYPE_TRACING, BPF_PROG_TYPE_EXT, BPF_PROG_TYPE_LSM});
  return program.attach_type != BPF_LSM_CGROUP &&
         std::find(types.begin(), types.end(), program.type) != types.end();
}

}  // namespace

std::string map_handle(const MapModel& map, CppTypes* types,
                       const std::string& support) {
  const MapHandle handle{map.shape, types, map.identifier, support};
  const Family family = family_of(map.shape.type);
  std::optional<std::string> type;
  if (family == Family::maps && map.inner) {
    const MapHandle inner{*map.inner, types, map.identifier + "_inner",
                          support};
    type = handle.of_maps(
        inner.elements("owned_map")
            .value_or(fmt::format("{0}::plain_map<{0}::owned_map>", support)));
  } else if (map.section.empty() && family != Family::plain) {
    type = handle.elements("object_map");
  }
  return type.value_or(fmt::format("{}::{}", support, simple_handle(family)));
}

std::string program_handle(const ProgramModel& program,
                           const std::string& support) {
  return fmt::format("{}::{}", support,
                     program_class(program.type, program.attach_type));
}

// Behind a slash; of user space, with a colon: "uprobe/BINARY:FUNCTION".
bool has_target(const ProgramModel& program) {
  const std::string_view section = program.section;
  const auto slash = section.find('/');
  if (!is_attached_by_section(program) || slash == section.npos) return false;
  const std::string_view target = section.substr(slash + 1);
  const bool is_in_user_space = section.starts_with("uprobe") ||
                                section.starts_with("uretprobe") ||
                                section.starts_with("usdt");
  return is_in_user_space ? target.find(':') != target.npos : !target.empty();
}

}  // namespace skep::gen
