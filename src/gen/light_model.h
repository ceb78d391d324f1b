// What a light skeleton has to know beside the object's model.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "src/gen/object_model.h"
#include "src/object/loader_program.h"
#include "src/sys/sign.h"

namespace skep::gen {

struct LightModel {
  LoaderProgram loader;
  std::optional<Signature> signature;  // of loader.insns
  // What the maps hold at first, as the maps of the model, .kconfig included;
  // empty for those that users defined. Owned by the object.
  std::vector<ByteView> values;
};

// Read it from the object that `model` was read from, which must outlive it and
// can't be loaded any more. `path` is where the object came from; with
// `signing` the loader is signed. Errors: Error for what make_loader() and
// sign() refuse, and for a map that the
//         model leaves out.
[[nodiscard]] LightModel read_light_model(
    const ObjectModel& model, const BpfObject& object, const std::string& path,
    const std::optional<SigningFiles>& signing);

}  // namespace skep::gen
