// The words that prog load and prog loadall share.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "commands/types/attach_words.h"
#include "commands/types/handles.h"
#include "commands/types/object_words.h"
#include "commands/types/sec_words.h"
#include "src/cli/command.h"

namespace skep::commands {

struct LoadWords : ObjectWords, SecWords {
  cli::FilePath object;
  std::optional<cli::FilePath> path;
  std::optional<std::string> type;
  std::vector<MapReuse> maps;
  std::optional<std::string> offload_device;
  std::optional<std::string> metadata_device;
  std::optional<cli::FilePath> kernel_btf;
  std::optional<cli::FilePath> map_directory;
  std::optional<cli::FilePath> log_file;
  bool auto_attach = false;
  std::vector<AttachWords> attached;
  bool shows_ids = false;
  bool is_dry_run = false;
};

// Return the arguments; `path_help` says what PATH is.
std::vector<cli::Arg<LoadWords>> load_arguments(std::string path_help);

// Return the text on how loading goes; `start` is what differs.
std::string load_details(std::string_view start);

// Check that the words go together.
// Errors: usage error.
void check_load_words(const LoadWords& words, const cli::GlobalOptions& global);

}  // namespace skep::commands
