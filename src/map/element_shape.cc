#include "src/map/element_shape.h"

#include <fmt/format.h>

#include "src/map/map_type.h"
#include "src/map/value_layout.h"

namespace skep::map {
namespace {

KeyForm key_form_of(std::uint32_t type) {
  return type == BPF_MAP_TYPE_LPM_TRIE ? KeyForm::prefix : KeyForm::bytes;
}

ValueForm value_form_of(std::uint32_t type) {
  if (holds_maps(type)) return ValueForm::map;
  return holds_progs(type) ? ValueForm::prog : ValueForm::bytes;
}

}  // namespace

ElementShape shape_of(const Map& map, const TypeChoice& choice) {
  const bpf_map_info& info = map.info();
  // A wrong choice is told even if no literal needs it.
  if (!choice.is_empty()) (void)load_types(map, choice);
  return {.label = map.label(),
          .key_size = info.key_size,
          .value_size = info.value_size,
          .value_form = value_form_of(info.type),
          .load_types = [&map, choice] { return load_types(map, choice); },
          .key_form = key_form_of(info.type),
          .cpus = ValueLayout{info}.cpus(),
          .described_key = described_key_of(info.type),
          .described_value = described_value_of(info.type)};
}

std::string sizes_hint(const ElementShape& shape) {
  return fmt::format(
      "keys of {} have {} bytes, values have {}: as many words, or one literal "
      "if the map has BTF, or atoms such as u32:12",
      shape.label, shape.key_size, shape.value_size);
}

}  // namespace skep::map
