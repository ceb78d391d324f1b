# Write the support code of C++ skeletons into a source of the program:
#   cmake -DOUTPUT=FILE.cc "-DPARTS=result.h;types.h" -P embed.cmake
# Parts are files beside this one, in an order in which each finds what it needs
# before it.
set(text "// Made by src/gen/runtime/embed.cmake.
#include \"src/gen/cpp_runtime.h\"

namespace skep::gen {

std::vector<std::string_view> runtime_parts() {
  return {
")
foreach(part IN LISTS PARTS)
  file(READ ${CMAKE_CURRENT_LIST_DIR}/${part} content)
  string(APPEND text "R\"skep(${content})skep\",\n")
endforeach()
string(APPEND text "};\n}\n\n}  // namespace skep::gen\n")
file(WRITE ${OUTPUT} "${text}")
