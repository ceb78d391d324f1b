// Running the BPF program that loads an object, as a light skeleton does.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "src/object/loader_program.h"
#include "src/sys/fd.h"
#include "src/sys/sign.h"

namespace skep {

// What a loader program has made; it goes away with this.
struct LoaderResult {
  std::vector<Fd> maps;
  std::vector<Fd> progs;
  std::string log;  // of the last program that was loaded; may be empty
};

struct LoaderRun {
  std::size_t maps = 0;      // how many the object has
  std::size_t programs = 0;  // and of these
  // Of the loader's instructions. The kernel verifies it.
  std::optional<Signature> signature{};
  unsigned log_level = 0;  // of the verifier, for the object's programs
};

// Load a loader program and run it.
// Errors: Error that names the step. Of what the object's programs are refused
//         for, a loader tells the errno value alone.
// Source: programs of type syscall, since Linux 5.14; signatures since 6.18.
[[nodiscard]] LoaderResult run_loader(const LoaderProgram& loader,
                                      const LoaderRun& run);

}  // namespace skep
