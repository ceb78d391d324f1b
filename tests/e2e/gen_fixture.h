// Skeletons, compiled and run. Tests that compile are in the test suite
// "compilers": a virtual machine that lends another kernel has none of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/e2e/harness.h"

namespace skep::test {

// Return the names of all objects that tests/bpf has.
std::vector<std::string> all_bpf_objects();

// Who writes a header, and in which language it is read.
enum class Generator { skep, bpftool };
enum class Language { c, cpp };

// Write the skeleton of an object of tests/bpf to a file; return its path.
std::string write_skeleton(const TempDir& dir, Generator generator,
                           std::string_view object);

// A compiler and a standard, as in "gcc -std=c11".
struct Compiler {
  std::string command;
  Language language;
};

// Return all that a header is tried with; scripts/setup installs them.
std::vector<Compiler> compilers();

// Compile a header alone; warnings are errors.
Result try_compile(const TempDir& dir, const Compiler& compiler,
                   const std::string& header, const std::string& options);
// Check that a header compiles alone, without any warning.
void check_compiles(const TempDir& dir, const Compiler& compiler,
                    const std::string& header, const std::string& options);

// Compile tests/e2e/SOURCE against a header and link it with libbpf; return
// the path of the program.
std::string build_user(const TempDir& dir, std::string_view source,
                       Language language, const std::string& header);

}  // namespace skep::test
