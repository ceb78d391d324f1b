// -S, -k and -i: who signs loader programs.
#pragma once

#include <optional>

#include "src/cli/context.h"
#include "src/sys/sign.h"

namespace skep::commands {

// Return the files to sign with; nullopt: nothing is signed.
[[nodiscard]] inline std::optional<SigningFiles> signing_files(
    const cli::GlobalOptions& options) {
  if (!options.signs_loader) return std::nullopt;
  return SigningFiles{.private_key = options.private_key,
                      .certificate = options.certificate};
}

}  // namespace skep::commands
