#include "src/gen/light_model.h"

#include <cstddef>
#include <iterator>

#include "src/object/initial_value.h"
#include "src/sys/error.h"

namespace skep::gen {
namespace {

// The loader knows maps by their places.
void check_has_all_maps(const ObjectModel& model, const BpfObject& object,
                        const std::string& path) {
  const MapRange maps = object.maps();
  const auto count = std::distance(maps.begin(), maps.end());
  if (model.maps.size() != static_cast<std::size_t>(count))
    throw failure(
        "can't make a light skeleton of {}: not all its maps have a "
        "place in it",
        path);
}

}  // namespace

LightModel read_light_model(const ObjectModel& model, const BpfObject& object,
                            const std::string& path,
                            const std::optional<SigningFiles>& signing) {
  check_has_all_maps(model, object, path);
  LightModel light;
  light.loader = make_loader(object, model.elf, path,
                             {.checks_data = signing.has_value()});
  if (signing) light.signature = sign(light.loader.insns, *signing);
  for (const bpf_map* map : object.maps())
    light.values.push_back(initial_value(map));
  return light;
}

}  // namespace skep::gen
