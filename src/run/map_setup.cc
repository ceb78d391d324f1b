#include "src/run/map_setup.h"

#include "src/map/access.h"
#include "src/map/element_shape.h"
#include "src/map/element_words.h"
#include "src/map/map.h"
#include "src/object/map_size.h"
#include "src/run/object_map.h"
#include "src/sys/error.h"

namespace skep {
namespace {

template <typename Range>
void find_unknown(const BpfObject& object, const Range& requests,
                  UnknownNames& unknown) {
  for (const auto& request : requests)
    if (object.find_map(request.map) == nullptr)
      unknown.add("map", request.map, names_of_maps(object));
}

std::vector<std::string> words_of(const MapElement& element) {
  if (element.key.empty()) return {"value", element.value};
  return {"key", element.key, "value", element.value};
}

void set_element(const map::Map& map, const MapElement& element) {
  const map::ElementShape shape = map::shape_of(map);
  if (shape.value_form != map::ValueForm::bytes)
    throw usage_error("it holds maps or programs, which can't be set here")
        .with_hint("--pre-attach runs a command that can");
  const map::Element parsed =
      map::parse_element(words_of(element), shape, map::Clauses::all);
  const map::HeldData key = map::hold_key(parsed);
  const map::HeldData value =
      map::hold(parsed.described_value, parsed.value, map.info().value_size);
  if (!parsed.cpu_values.empty())
    return map::update_each_cpu(map, key.bytes, parsed.cpu_values,
                                parsed.flags);
  map::update(map, key.bytes, value.bytes, parsed.flags);
}

}  // namespace

void find_unknown_maps(const BpfObject& object,
                       std::span<const MapElement> elements,
                       UnknownNames& unknown) {
  find_unknown(object, elements, unknown);
}

void find_unknown_maps(const BpfObject& object, std::span<const MapPin> pins,
                       UnknownNames& unknown) {
  find_unknown(object, pins, unknown);
}

void set_elements(const BpfObject& object,
                  std::span<const MapElement> elements) {
  for (const MapElement& element : elements) try {
      set_element(map_of(object, element.map), element);
    } catch (const Error& error) {
      throw error.in(
          fmt::format("can't set an element of map '{}'", element.map));
    }
}

void pin_maps(const BpfObject& object, std::span<const MapPin> pins,
              PinTransaction& transaction) {
  for (const MapPin& pin : pins)
    transaction.pin(bpf_map__fd(object.find_map(pin.map)), pin.path,
                    fmt::format("map '{}'", pin.map));
}

}  // namespace skep
