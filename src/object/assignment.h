// Assignments to global variables, as people write them: limit=5,
// grid[0..1][2]=7, unit.x = 1, name=@file.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/btf/literal.h"

namespace skep {

struct Assignment {
  // A variable, and a path into it; with its section before a slash, if
  // several have this name (".bss/count").
  std::string place;
  btf::Literal value{};
  std::optional<std::string> file{};  // that holds the bytes, in place of value
  std::string origin{};  // "settings:3", for messages; may be empty
};

// Read "NAME=VALUE". A value that begins with @ names a file.
// Errors: usage error, also for a literal that can't be read.
[[nodiscard]] Assignment parse_assignment(std::string_view text);

// Read assignments from a file: one a line, with comments behind #, or one
// JSON object.
// Errors: Error that names the file and the line.
[[nodiscard]] std::vector<Assignment> read_assignments(const std::string& path);

}  // namespace skep
