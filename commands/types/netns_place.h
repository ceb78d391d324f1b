// Network namespaces on the command line.
#pragma once

#include <string>
#include <string_view>

#include "src/cli/arg_type.h"

namespace skep::cli {

// The file of a network namespace; a number is the id of a process in it.
struct NetnsPlace {
  std::string path;
};

template <>
struct ArgType<NetnsPlace> {
  static NetnsPlace parse(Words& words, std::string_view name);
  static std::string_view syntax() { return "{ FILE | PID }"; }
};

}  // namespace skep::cli
