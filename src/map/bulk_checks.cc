#include "src/map/bulk_checks.h"

#include <cstdint>
#include <string>

#include "src/btf/fingerprint.h"
#include "src/map/access.h"
#include "src/map/element_layout.h"
#include "src/map/held_objects.h"
#include "src/map/map_type.h"
#include "src/sys/error.h"

namespace skep::map {
namespace {

bool is_array(std::uint32_t type) {
  return type == BPF_MAP_TYPE_ARRAY || type == BPF_MAP_TYPE_PERCPU_ARRAY;
}

bool has_slots(std::uint32_t type) {
  return is_array(type) || type == BPF_MAP_TYPE_DEVMAP ||
         type == BPF_MAP_TYPE_CPUMAP;
}

void check_index(const bpf_map_info& info, ByteView key) {
  const auto index = load_as<std::uint32_t>(key);
  if (index >= info.max_entries)
    throw failure("{} is no index: 0 to {}", index, info.max_entries - 1);
}

void check_prefix(const bpf_map_info& info, ByteView key) {
  const auto bits = load_as<std::uint32_t>(key);
  const std::uint32_t most = (info.key_size - 4) * 8;
  if (bits > most)
    throw failure("a prefix can't have {} bits: 0 to {}", bits, most);
}

// Types that are not known are not compared.
bool differ(const DataType& a, const DataType& b) {
  return a.is_known() && b.is_known() &&
         btf::fingerprint(*a.btf, a.id) != btf::fingerprint(*b.btf, b.id);
}

void check_types(const Map& a, const Map& b, std::string_view action) {
  const ElementLayout of_a = layout_of(a);
  const ElementLayout of_b = layout_of(b);
  const bool keys_differ = differ(of_a.key_type(), of_b.key_type());
  if (!keys_differ && !differ(of_a.value_type(), of_b.value_type())) return;
  throw failure("can't {} {} and {}: their {} are of other types", action,
                a.label(), b.label(), keys_differ ? "keys" : "values")
      .with_hint("--ignore-types takes the bytes as they are");
}

}  // namespace

void check_can_be_moved(const Map& map, std::string_view action) {
  const bpf_map_info& info = map.info();
  if (holds_bytes(info.type) || held_object(info)) return;
  throw failure("can't {} {}: its type is {}", action, map.label(),
                type_label(info.type))
      .with_hint("user space can't write its elements as it reads them");
}

void check_writable(const Map& map, std::string_view action) {
  check_can_be_moved(map, action);
  check_not_frozen(map, action);
}

void check_element(const Map& map, ByteView key, ByteView values) {
  const bpf_map_info& info = map.info();
  if (has_slots(info.type)) check_index(info, key);
  if (info.type == BPF_MAP_TYPE_LPM_TRIE) check_prefix(info, key);
  check_held_object(info, values);
}

void check_same_layout(const Map& a, const Map& b, bool ignores_types,
                       std::string_view action) {
  const bpf_map_info& of_a = a.info();
  const bpf_map_info& of_b = b.info();
  if (of_a.key_size != of_b.key_size || of_a.value_size != of_b.value_size)
    throw failure(
        "can't {} {} and {}: keys have {} and {} bytes, values {} and {}",
        action, a.label(), b.label(), of_a.key_size, of_b.key_size,
        of_a.value_size, of_b.value_size);
  if (is_per_cpu(of_a.type) != is_per_cpu(of_b.type))
    throw failure("can't {} {} and {}: only one has a value for each CPU",
                  action, a.label(), b.label());
  if (held_object(of_a) != held_object(of_b))
    throw failure("can't {} {} and {}: they do not hold the same", action,
                  a.label(), b.label())
        .with_hint("maps hold numbers, other maps, or programs");
  if (!ignores_types) check_types(a, b, action);
}

// An array always has all its elements.
void check_room(const Map& source, const Map& target) {
  const bpf_map_info& from = source.info();
  const bpf_map_info& to = target.info();
  if (is_array(from.type) && to.max_entries < from.max_entries)
    throw failure("{} has {} elements, {} has room for {}", source.label(),
                  from.max_entries, target.label(), to.max_entries);
}

}  // namespace skep::map
