// From an object file to maps and programs in the kernel: open, set up, load.
// For pins and links that belong to the same transaction see src/run.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "src/object/assignment.h"
#include "src/object/bpf_object.h"
#include "src/object/choose_programs.h"
#include "src/object/handle.h"
#include "src/object/map_size.h"
#include "src/object/unknown_names.h"

namespace skep {

// A map of the kernel's to use in place of one of the object's.
struct MapReuse {
  // The object's map: its name, or its place among the object's maps (from 0,
  // those of global data included).
  std::variant<std::uint32_t, std::string> map;
  MapRef with;
};

// How an object is configured before it is loaded.
struct LoadOptions {
  // A section name as libbpf knows them ("xdp", "cgroup/connect4"): all
  // programs take its type and attach type. Empty: each that of its section.
  std::string section{};
  ProgramChoice programs{};
  std::vector<Assignment> variables{};
  std::vector<MapSize> map_sizes{};
  std::vector<MapReuse> reused_maps{};
  // Network device that runs the programs itself; may be empty.
  std::string offload_device{};
  // Network device whose metadata the XDP programs may ask for; may be empty.
  std::string metadata_device{};
  // BTF file of the kernel to adapt the programs to; empty: the running one's.
  std::string kernel_btf{};
  // BPF file system whose token lends the right to load; may be empty.
  std::string token_path{};
  // Who handles sections in place of libbpf; null: nobody.
  SecRegistry* sections = nullptr;
  // Accept map definitions with attributes that libbpf does not know.
  bool relaxed_maps = false;
  // Log what the verifier does, also of programs that it accepts.
  bool logs_verifier = false;
  // Notes other names that the object has to have, and does not. With it,
  // unknown names are wrong use; may be empty.
  std::function<void(const BpfObject& object, UnknownNames& unknown)>
      find_unknown{};
  // File for the verifier's logs, of accepted programs too; empty: none.
  std::string log_file{};
};

// Open the object file at `path` and configure it; nothing is loaded.
// Errors: Error for what BpfObject::open_file() refuses, and for a program,
//         map, variable, device or type that does not fit: each is named. All
//         names that the object does not have are told at once.
[[nodiscard]] BpfObject open_to_load(const std::string& path,
                                     const LoadOptions& options);

// Owns an object whose maps and programs are in the kernel; move-only. They go
// away with it unless they are pinned or attached.
class LoadedObject {
 public:
  // What is done when the maps are there, and before programs are loaded.
  using Prepared = std::function<void(const BpfObject& object)>;

  // Load `object`, which open_to_load() has opened from `path`. The verifier's
  // logs go to `log_file`, if it is not empty, whether that succeeds or not.
  // Errors: Error that names the program or map the kernel refused, and why;
  //         for a program, what the verifier said, explained. What `prepared`
  //         throws.
  LoadedObject(BpfObject object, const std::string& path,
               const std::string& log_file = {}, const Prepared& prepared = {});

  [[nodiscard]] const BpfObject& object() const { return object_; }
  // The programs that were loaded: all but the optional ones (SEC("?...")).
  [[nodiscard]] std::vector<bpf_program*> programs() const;
  // The maps that were created or reused.
  [[nodiscard]] std::vector<bpf_map*> maps() const;

 private:
  BpfObject object_;
};

// Return the programs of an opened object that load when it does.
[[nodiscard]] std::vector<bpf_program*> programs_to_load(
    const BpfObject& object);
// Return the maps of an opened object that are created when it loads.
[[nodiscard]] std::vector<bpf_map*> maps_to_create(const BpfObject& object);

}  // namespace skep
