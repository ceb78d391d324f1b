// What stays of an object when this process ends: pins, all of them or none.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "src/object/load.h"
#include "src/output/writer.h"
#include "src/run/attachment.h"
#include "src/run/deploy.h"
#include "src/sys/bpffs.h"

namespace skep {

class Keeper {
 public:
  // Make the directory for pins, on a BPF file system, and check that all the
  // places in it are free: DIRECTORY/PROGRAM, with _link behind for its links,
  // and DIRECTORY/maps/MAP.
  Keeper(const BpfObject& opened, const std::string& directory);

  // Pin all that an object has come to. It is gone again with this unless
  // keep() is called.
  void pin(const LoadedObject& object, const Attachments& attachments);
  [[nodiscard]] const DeployedHandles& handles() const { return handles_; }
  void keep() { pins_.keep(); }

 private:
  void pin_links(const Attachment& attachment);

  std::string directory_;
  std::vector<std::string> pins_of_libbpf_;
  PinTransaction pins_;
  DeployedHandles handles_;
};

}  // namespace skep
