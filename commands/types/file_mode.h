// Permissions of files on the command line.
#pragma once

#include <sys/types.h>

#include "src/cli/arg_type.h"

namespace skep::cli {

// As chmod takes them in octal: 0444, 640.
struct FileMode {
  mode_t bits;
};

template <>
struct ArgType<FileMode> {
  static FileMode parse(Words& words, std::string_view name);
  static std::string_view syntax() { return {}; }
};

}  // namespace skep::cli
