// Static probes (USDT) that executables and libraries describe in notes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace skep {

// A place where a program passes a static probe. Code that was inlined has
// several, each with its arguments in other registers.
struct UsdtPlace {
  std::uint64_t offset;     // of the instruction, in the file
  std::uint64_t semaphore;  // the counter of those who watch; 0: there is none
  std::string arguments;    // where they are: "-4@%esi 8@-24(%rbp)"
};

// Find all the places of a probe in the ELF file at `path`.
// Errors: Error that names the file: unreadable, not ELF, of another kind of
//         machine, without static probes, without this one (with the names
//         that are close).
// Source: notes of type 3 by "stapsdt", as <sys/sdt.h> writes them.
[[nodiscard]] std::vector<UsdtPlace> find_usdt_places(const std::string& path,
                                                      std::string_view provider,
                                                      std::string_view name);

// Return the probes of the file as "PROVIDER:NAME", in order, each once.
// Errors: as above, but a file without probes has none.
[[nodiscard]] std::vector<std::string> usdt_names(const std::string& path);

}  // namespace skep
