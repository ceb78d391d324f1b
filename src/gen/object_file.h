// An object file, opened for generators: they read it, and never load it.
#pragma once

#include <optional>
#include <string>

#include "src/gen/object_model.h"
#include "src/object/bpf_object.h"
#include "src/sys/bytes.h"

namespace skep::gen {

struct ObjectFileOptions {
  std::optional<std::string> name{};  // else made from that of the file
  bool relaxed_maps = false;          // see OpenOptions
  bool strips_debug = false;          // see strip_debug()
};

class ObjectFile {
 public:
  // Errors: Error that names the file.
  [[nodiscard]] static ObjectFile open(const std::string& path,
                                       const ObjectFileOptions& options);

  // The model is valid as long as the file is.
  [[nodiscard]] const ObjectModel& model() const { return model_; }
  [[nodiscard]] const BpfObject& object() const { return object_; }

 private:
  ObjectFile(Bytes elf, BpfObject object, ObjectModel model)
      : elf_(std::move(elf)),
        object_(std::move(object)),
        model_(std::move(model)) {}

  Bytes elf_;
  BpfObject object_;
  ObjectModel model_;
};

}  // namespace skep::gen
