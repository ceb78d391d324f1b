// Which attachments are meant, on the command line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands/types/handles.h"
#include "commands/types/hook_words.h"
#include "src/attached/find.h"
#include "src/cli/command.h"

namespace skep::commands {

struct AttachmentWords {
  std::optional<std::string> device;
  std::optional<cli::FilePath> cgroup;
  std::optional<std::string> type;
  std::optional<ProgRef> prog;
};

// Read a hook or the type of a link; what is none is wrong use.
std::string read_attachment_type(cli::Words& words, std::string_view name);

// Return the arguments for Options that are AttachmentWords.
template <typename O>
std::vector<cli::Arg<O>> attachment_arguments() {
  return {cli::keyword<O, std::optional<std::string>>(
              "dev", "NAME", &O::device, "what is attached to this device",
              read_device),
          cli::keyword<O, std::optional<cli::FilePath>>(
              "cgroup", "DIR", &O::cgroup,
              "what is attached to this control group"),
          cli::keyword<O, std::optional<std::string>>(
              "type", "TYPE", &O::type,
              "what is attached to a hook (\"tcx_ingress\") or by a type of "
              "links (\"tcx\")",
              read_attachment_type),
          cli::keyword<O, std::optional<ProgRef>>(
              "prog", "PROG", &O::prog, "where this program is attached")};
}

// Look up what the words name.
[[nodiscard]] attached::Filter open_filter(const AttachmentWords& words);

}  // namespace skep::commands
