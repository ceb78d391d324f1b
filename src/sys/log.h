// Diagnostics on standard error: our own (spdlog) and libbpf's.
#pragma once

namespace skep {

// Send diagnostics to standard error: warnings, with `debug` all of them.
// Sets libbpf's print hook, which is one for the process.
void start_logging(bool debug);

}  // namespace skep
