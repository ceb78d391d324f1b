#include "src/map/create.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/ranges.h>
#include <linux/bpf.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>

#include "src/map/map_type.h"
#include "src/sys/cpus.h"
#include "src/sys/error.h"
#include "src/sys/kernel_name.h"
#include "src/sys/kernel_object.h"

namespace skep::map {
namespace {

constexpr int not_supported = 524;  // ENOTSUPP, which only the kernel has

bool is_name_char(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ||
         c == '.';
}

enum bpf_map_type kernel_type(const MapSpec& spec) {
  return static_cast<enum bpf_map_type>(spec.type);
}

std::string hint_for_refusal(const MapSpec& spec, int code) {
  const std::string type = type_label(spec.type);
  if (code == E2BIG || code == ENOMEM)
    return fmt::format("{} entries of {} and {} bytes are too much",
                       spec.max_entries, spec.key_size, spec.value_size);
  if (code == not_supported && spec.btf >= 0)
    return fmt::format(
        "maps of type {} keep no types: give the sizes by `key` and `value`",
        type);
  if (code != EINVAL) return {};
  if (libbpf_probe_bpf_map_type(kernel_type(spec), nullptr) == 0)
    return fmt::format("this kernel has no maps of type {}", type);
  if (creation_needs(spec.type).empty()) return {};
  return fmt::format("a map of type {} needs {}", type,
                     creation_needs(spec.type));
}

[[noreturn]] void throw_refusal(const MapSpec& spec, int code) {
  const Error error = system_error(code, "can't create map '{}' of type {}",
                                   spec.name, type_label(spec.type));
  std::string hint = hint_for_refusal(spec, error.code());
  if (hint.empty()) throw error;
  throw error.with_hint(std::move(hint));
}

// libbpf leaves the name out when its test whether the kernel takes names
// fails, for whatever reason.
void check_has_name(const Fd& map, const std::string& name) {
  if (name_in(info_of<bpf_map_info>(map).name) != name)
    throw failure("can't create map '{}': it got no name", name);
}

void check_name(const std::string& name) {
  constexpr std::size_t limit = BPF_OBJ_NAME_LEN - 1;
  if (name.size() > limit)
    throw usage_error("'{}' is too long for the name of a map", name)
        .with_hint(fmt::format("the kernel keeps {} characters: {}", limit,
                               name.substr(0, limit)));
  if (!std::all_of(name.begin(), name.end(), is_name_char))
    throw usage_error("'{}' can't be the name of a map", name)
        .with_hint("letters, digits, _ and . can");
}

// Bloom filters keep the number in 4 bits.
void check_extra(const MapSpec& spec) {
  constexpr std::uint64_t most_hashes = 15;
  const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  if (spec.type == BPF_MAP_TYPE_BLOOM_FILTER) {
    if (spec.extra > most_hashes)
      throw usage_error("a bloom filter has 1 to {} hash functions, not {}",
                        most_hashes, spec.extra);
  } else if (spec.type == BPF_MAP_TYPE_ARENA) {
    if (spec.extra % page != 0)
      throw usage_error("the address of an arena must be a multiple of {}",
                        page);
  } else if (spec.extra != 0) {
    throw usage_error("a map of type {} has nothing for map_extra",
                      type_label(spec.type))
        .with_hint(
            "it is the number of hash functions of a bloom_filter, and the "
            "address of an arena");
  }
}

void check_numa_node(std::uint32_t node) {
  const auto online = online_numa_nodes();
  if (online &&
      std::find(online->begin(), online->end(), node) == online->end())
    throw usage_error("there is no NUMA node {}", node)
        .with_hint(fmt::format("online: {}", fmt::join(*online, ", ")));
}

bpf_map_create_opts options_for(const MapSpec& spec) {
  bpf_map_create_opts options{};
  options.sz = sizeof options;
  options.map_flags = spec.flags;
  options.map_ifindex = spec.ifindex;
  options.map_extra = spec.extra;
  if (spec.inner_map >= 0)
    options.inner_map_fd = static_cast<std::uint32_t>(spec.inner_map);
  if (spec.numa_node) {
    options.map_flags |= BPF_F_NUMA_NODE;
    options.numa_node = *spec.numa_node;
  }
  if (spec.btf >= 0) {
    options.btf_fd = static_cast<std::uint32_t>(spec.btf);
    options.btf_key_type_id = spec.key_type;
    options.btf_value_type_id = spec.value_type;
  }
  return options;
}

}  // namespace

void check_spec(const MapSpec& spec) {
  check_name(spec.name);
  check_extra(spec);
  if (spec.numa_node) check_numa_node(*spec.numa_node);
}

Fd create(const MapSpec& spec) {
  const bpf_map_create_opts options = options_for(spec);
  const int fd =
      bpf_map_create(kernel_type(spec), spec.name.c_str(), spec.key_size,
                     spec.value_size, spec.max_entries, &options);
  if (fd < 0) throw_refusal(spec, fd);
  Fd map{fd};
  check_has_name(map, spec.name);
  return map;
}

}  // namespace skep::map
