// What prog load and prog loadall share: their words and what they print.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "commands/types/handles.h"
#include "commands/types/object_words.h"
#include "src/cli/command.h"
#include "src/object/load_pinned.h"

namespace skep::commands {

struct LoadWords : ObjectWords {
  cli::FilePath object;
  cli::FilePath path;
  std::optional<std::string> type;
  std::vector<MapReuse> maps;
  std::optional<std::string> offload_device;
  std::optional<std::string> metadata_device;
  std::optional<cli::FilePath> kernel_btf;
  std::optional<cli::FilePath> map_directory;
  bool auto_attach = false;
  bool shows_ids = false;
};

// Return the arguments; `path_help` says what PATH is.
std::vector<cli::Arg<LoadWords>> load_arguments(std::string path_help);

// Return the text on how loading goes; `start` is what differs.
std::string load_details(std::string_view start);

// Load the object and pin its first program, or all.
void load(const LoadWords& words, bool all_programs,
          const cli::Context& context);

}  // namespace skep::commands
