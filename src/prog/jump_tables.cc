#include "src/prog/jump_tables.h"

#include <bpf/bpf.h>
#include <linux/bpf.h>

#include "src/sys/error.h"
#include "src/sys/kernel_object.h"
#include "src/sys/log.h"

namespace skep::prog {
namespace {

std::vector<std::size_t> read_table(std::uint32_t map_id) try {
  const auto map = open_id(ObjectKind::map, map_id);
  if (!map) return {};
  const auto info = info_of<bpf_map_info>(*map);
  if (info.type != BPF_MAP_TYPE_INSN_ARRAY ||
      info.value_size != sizeof(bpf_insn_array_value))
    return {};
  std::vector<std::size_t> places;
  for (std::uint32_t i = 0; i < info.max_entries; ++i) {
    auto value = zeroed<bpf_insn_array_value>();
    check(bpf_map_lookup_elem(map->get(), &i, &value),
          "can't read the jump table in map {}", map_id);
    places.push_back(value.xlated_off);
  }
  return places;
} catch (const Error& error) {
  log::debug("a jump table is left out: {}", error.what());
  return {};
}

}  // namespace

std::vector<std::size_t> places_in_tables(
    std::span<const std::uint32_t> map_ids) {
  std::vector<std::size_t> places;
  for (const std::uint32_t id : map_ids) {
    const auto table = read_table(id);
    places.insert(places.end(), table.begin(), table.end());
  }
  return places;
}

}  // namespace skep::prog
