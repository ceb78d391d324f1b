// New links: made whole or not at all, told, and kept.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "src/cli/command.h"
#include "src/output/writer.h"
#include "src/sys/fd.h"

namespace skep::commands {

// What keeps a link: a pin, or this process until a signal comes.
struct LinkKeeper {
  std::optional<cli::FilePath> pinned;
  bool holds = false;

  [[nodiscard]] bool is_given() const { return pinned || holds; }
};

// Return the arguments for Options that are a LinkKeeper.
template <typename O>
std::vector<cli::Arg<O>> keeper_arguments() {
  return {cli::keyword<O, std::optional<cli::FilePath>>(
              "pinned", "FILE", &O::pinned, "where to pin the link"),
          cli::option<O>("--hold", &O::holds,
                         "keep the program attached until a signal comes")};
}

// Errors: usage error when both are given, or none; `hint` says what helps.
void check_keeper(const LinkKeeper& keeper, std::string hint);

// Make links, print them, and keep them; with `is_list` there can be several,
// of which a pin keeps one alone.
// When anything fails, nothing stays attached or pinned: also when the links
// can't be told.
void keep_links(const LinkKeeper& keeper, bool is_list, Writer& out,
                const std::function<std::vector<Fd>()>& make);

}  // namespace skep::commands
