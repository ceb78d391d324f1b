// Which class of the support code stands for a map or a program.
#pragma once

#include <string>

#include "src/gen/cpp_types.h"
#include "src/gen/object_model.h"

namespace skep::gen {

// Return the type of a live map's handle, with the types of its keys and
// values: "::skep::v1::map<::std::uint32_t, ::skel::app::types::point>".
// `types` is null if the object has none; unknown ones are std::array of bytes.
[[nodiscard]] std::string map_handle(const MapModel& map, CppTypes* types,
                                     const std::string& support);

// Return the type of a loaded program's handle: "::skep::v1::xdp_program".
[[nodiscard]] std::string program_handle(const ProgramModel& program,
                                         const std::string& support);

// Does the program's SEC() say all that it takes to attach it?
[[nodiscard]] bool has_target(const ProgramModel& program);

}  // namespace skep::gen
