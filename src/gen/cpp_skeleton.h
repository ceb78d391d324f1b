// The skeleton of an object as a header of C++17 and later.
//
// It needs nothing but libbpf. The object is of another type in each phase of
// its life (opened, prepared, loaded), so that what comes too late, such as
// writing constants, does not compile.
#pragma once

#include <string>
#include <string_view>

#include "src/gen/embed.h"
#include "src/gen/object_model.h"

namespace skep::gen {

struct CppSkeletonOptions {
  // The namespace of all that is generated ("app::bpf"); empty: skel::NAME,
  // NAME being the object's.
  std::string name_space{};
  Embedding embedding{};
};

// Can it be the name of a namespace, or of one within another ("app::bpf")?
[[nodiscard]] bool is_cpp_namespace(std::string_view name);

// Return the header. Equal models give equal text. Types that C++ can't say
// become bytes, with a warning.
[[nodiscard]] std::string emit_cpp_skeleton(const ObjectModel& model,
                                            const CppSkeletonOptions& options);

}  // namespace skep::gen
