// The support code that stands in every C++ skeleton: result, link, handles of
// maps and programs.
//
// It is ordinary C++, in src/gen/runtime, and becomes part of this program when
// that is built. Its namespace is named after its text: headers made by
// different versions of skep can meet in one program.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace skep::gen {

struct CppRuntime {
  std::string name_space;  // "::skep::v12345678"
  std::string text;        // with a guard of its own
};

[[nodiscard]] CppRuntime cpp_runtime();

// Return the files of src/gen/runtime, each after those that it includes.
// Source: made by src/gen/runtime/embed.cmake.
[[nodiscard]] std::vector<std::string_view> runtime_parts();

}  // namespace skep::gen
