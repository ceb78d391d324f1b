// What `iter dump` goes through, on the command line.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "commands/types/handles.h"
#include "src/cli/arg_type.h"

namespace skep::commands {

// A target of the kernel, or a table of skep's.
struct TargetName {
  std::string name;
};

// An iterator that skep writes, that of an object file, or of a link.
using Source = std::variant<TargetName, cli::FilePath, LinkRef>;

}  // namespace skep::commands

namespace skep::cli {

template <>
struct ArgType<commands::TargetName> {
  static commands::TargetName parse(Words& words, std::string_view name);
  static std::string_view syntax() { return {}; }
};

template <>
struct ArgType<commands::Source> {
  static commands::Source parse(Words& words, std::string_view name);
  static std::string_view syntax() {
    return "{ TARGET | OBJ | id ID | pinned FILE }";
  }
};

}  // namespace skep::cli
