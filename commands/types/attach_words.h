// Programs of an object and the hooks they go to, on the command line.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "commands/types/hooks.h"
#include "src/cli/command.h"
#include "src/run/attachment.h"

namespace skep::commands {

// A program's name, and what the words for a hook say.
struct AttachWords {
  std::string program;
  HookWords hook;
};

// Look up what the words name.
[[nodiscard]] std::vector<AttachRequest> open_attach_words(
    const std::vector<AttachWords>& words);

}  // namespace skep::commands

namespace skep::cli {

// "PROG=HOOK", one word: what stands behind --attach.
template <>
struct ArgType<commands::AttachWords> {
  static commands::AttachWords parse(Words& words, std::string_view name);
  static std::string_view syntax() { return {}; }
};

}  // namespace skep::cli
