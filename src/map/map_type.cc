#include "src/map/map_type.h"

#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <linux/bpf.h>

#include <algorithm>
#include <array>

namespace skep::map {
namespace {

enum Trait : unsigned {
  per_cpu = 1U << 0U,
  maps = 1U << 1U,
  progs = 1U << 2U,
  sparse = 1U << 3U,
  batch = 1U << 4U,
  descriptor_keys = 1U << 5U,
  plain = 1U << 6U,
  fixed = 1U << 7U,
};

struct Row {
  std::uint32_t type;
  unsigned traits = 0;
  std::string_view needs;    // of creation
  std::string_view instead;  // of listing the elements
};

constexpr std::string_view hash_needs =
    "keys and values of 1 byte or more, entries of 1 or more";
constexpr std::string_view array_needs =
    "keys of 4 bytes, values of 1 byte or more, entries of 1 or more";
constexpr std::string_view slots_needs =
    "keys and values of 4 bytes, entries of 1 or more";
constexpr std::string_view queue_needs =
    "no key, values of 1 byte or more, entries of 1 or more";
constexpr std::string_view ring_needs =
    "no key and no value, and entries that are a power of two and a multiple "
    "of the page size";
constexpr std::string_view storage_needs =
    "the BTF of its types, by `--key-type int --value-type TYPE`, entries of "
    "0, and the flag BPF_F_NO_PREALLOC";
constexpr std::string_view struct_ops_needs =
    "the BTF of the kernel's type: load an object file that defines it";
constexpr std::string_view cgroup_needs =
    "keys of 8 or 16 bytes, and entries of 0";

constexpr std::string_view use_peek =
    "read the element that comes next by `map peek` or `map pop`";
constexpr std::string_view ask_bloom =
    "ask whether a value is in it by `map peek MAP value DATA`";
constexpr std::string_view consume =
    "its records are for one consumer, which the reading would rob";
constexpr std::string_view use_task = "look up one element: `key pid PID`";
constexpr std::string_view use_file = "look up one element: `key file FILE`";
constexpr std::string_view use_cgroup =
    "look up one element: `key cgroup DIR`, or by the number of a descriptor "
    "that the shell has opened";
constexpr std::string_view use_socket =
    "look up one element: `key pid PID fd NUMBER`";
constexpr std::string_view use_memory =
    "it is memory, without elements: programs and user space map it";

// In the kernel's order; a type that is not here has no traits.
constexpr std::array rows{
    Row{BPF_MAP_TYPE_HASH, sparse | batch | plain, hash_needs, {}},
    Row{BPF_MAP_TYPE_ARRAY, batch | plain | fixed, array_needs, {}},
    Row{BPF_MAP_TYPE_PROG_ARRAY, progs | sparse, slots_needs, {}},
    Row{BPF_MAP_TYPE_PERF_EVENT_ARRAY, 0, slots_needs, {}},
    Row{BPF_MAP_TYPE_PERCPU_HASH,
        per_cpu | sparse | batch | plain,
        hash_needs,
        {}},
    Row{BPF_MAP_TYPE_PERCPU_ARRAY,
        per_cpu | batch | plain | fixed,
        array_needs,
        {}},
    Row{BPF_MAP_TYPE_STACK_TRACE,
        sparse,
        "keys of 4 bytes, values of a multiple of 8 bytes, entries of 1 or "
        "more",
        {}},
    Row{BPF_MAP_TYPE_CGROUP_ARRAY, 0, slots_needs, {}},
    Row{BPF_MAP_TYPE_LRU_HASH, sparse | batch | plain, hash_needs, {}},
    Row{BPF_MAP_TYPE_LRU_PERCPU_HASH,
        per_cpu | sparse | batch | plain,
        hash_needs,
        {}},
    Row{BPF_MAP_TYPE_LPM_TRIE,
        sparse | batch | plain,
        "keys of 5 to 260 bytes, of which the first 4 are the length of the "
        "prefix, and the flag BPF_F_NO_PREALLOC",
        {}},
    Row{BPF_MAP_TYPE_ARRAY_OF_MAPS,
        maps | sparse | batch,
        "keys and values of 4 bytes, and `inner_map MAP`",
        {}},
    Row{BPF_MAP_TYPE_HASH_OF_MAPS,
        maps | sparse | batch,
        "values of 4 bytes, and `inner_map MAP`",
        {}},
    Row{BPF_MAP_TYPE_DEVMAP, plain, "keys of 4 bytes, values of 4 or 8", {}},
    Row{BPF_MAP_TYPE_SOCKMAP, 0, "keys of 4 bytes, values of 4 or 8", {}},
    Row{BPF_MAP_TYPE_CPUMAP,
        plain,
        "keys of 4 bytes, values of 4 or 8, and no more entries than there can "
        "be CPUs",
        {}},
    Row{BPF_MAP_TYPE_XSKMAP, 0, slots_needs, {}},
    Row{BPF_MAP_TYPE_SOCKHASH, sparse, "values of 4 or 8 bytes", {}},
    Row{BPF_MAP_TYPE_CGROUP_STORAGE, sparse | plain | fixed, cgroup_needs, {}},
    Row{BPF_MAP_TYPE_REUSEPORT_SOCKARRAY,
        0,
        "keys of 4 bytes, values of 4 or 8",
        {}},
    Row{BPF_MAP_TYPE_PERCPU_CGROUP_STORAGE,
        per_cpu | sparse | plain | fixed,
        cgroup_needs,
        {}},
    Row{BPF_MAP_TYPE_QUEUE, plain, queue_needs, use_peek},
    Row{BPF_MAP_TYPE_STACK, plain, queue_needs, use_peek},
    Row{BPF_MAP_TYPE_SK_STORAGE, descriptor_keys, storage_needs, use_socket},
    Row{BPF_MAP_TYPE_DEVMAP_HASH,
        sparse | plain,
        "keys of 4 bytes, values of 4 or 8",
        {}},
    Row{BPF_MAP_TYPE_STRUCT_OPS, 0, struct_ops_needs, {}},
    Row{BPF_MAP_TYPE_RINGBUF, 0, ring_needs, consume},
    Row{BPF_MAP_TYPE_INODE_STORAGE, descriptor_keys, storage_needs, use_file},
    Row{BPF_MAP_TYPE_TASK_STORAGE, descriptor_keys, storage_needs, use_task},
    Row{BPF_MAP_TYPE_BLOOM_FILTER, plain, queue_needs, ask_bloom},
    Row{BPF_MAP_TYPE_USER_RINGBUF, 0, ring_needs, consume},
    Row{BPF_MAP_TYPE_CGRP_STORAGE, descriptor_keys, storage_needs, use_cgroup},
    Row{BPF_MAP_TYPE_ARENA, 0,
        "no key and no value, and the flag BPF_F_MMAPABLE", use_memory},
    Row{BPF_MAP_TYPE_INSN_ARRAY, 0, "keys of 4 bytes, values of 16", {}},
};

const Row* find_row(std::uint32_t type) {
  const auto row = std::find_if(rows.begin(), rows.end(),
                                [&](const Row& r) { return r.type == type; });
  return row == rows.end() ? nullptr : &*row;
}

bool has(std::uint32_t type, Trait trait) {
  const Row* row = find_row(type);
  return row != nullptr && (row->traits & trait) != 0;
}

}  // namespace

std::optional<std::string_view> type_name(std::uint32_t type) {
  const char* name =
      libbpf_bpf_map_type_str(static_cast<enum bpf_map_type>(type));
  if (name == nullptr) return std::nullopt;
  return name;
}

std::string type_label(std::uint32_t type) {
  const auto name = type_name(type);
  return name ? std::string{*name} : fmt::format("type {}", type);
}

const std::vector<std::string>& type_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list;
    // Type 0 is none.
    for (std::uint32_t type = 1; const auto name = type_name(type); ++type)
      list.emplace_back(*name);
    return list;
  }();
  return names;
}

std::optional<std::uint32_t> find_type(std::string_view name) {
  const auto& names = type_names();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - names.begin()) + 1;
}

bool is_per_cpu(std::uint32_t type) { return has(type, per_cpu); }
bool holds_maps(std::uint32_t type) { return has(type, maps); }
bool holds_progs(std::uint32_t type) { return has(type, progs); }
bool skips_empty(std::uint32_t type) { return has(type, sparse); }
bool reads_in_batches(std::uint32_t type) { return has(type, batch); }
bool has_descriptor_keys(std::uint32_t type) {
  return has(type, descriptor_keys);
}
bool holds_bytes(std::uint32_t type) { return has(type, plain); }
bool keeps_elements(std::uint32_t type) { return has(type, fixed); }

std::string_view instead_of_listing(std::uint32_t type) {
  const Row* row = find_row(type);
  return row == nullptr ? std::string_view{} : row->instead;
}

std::string_view creation_needs(std::uint32_t type) {
  const Row* row = find_row(type);
  return row == nullptr ? std::string_view{} : row->needs;
}

}  // namespace skep::map
