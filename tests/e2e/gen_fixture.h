// Skeletons, compiled and run. Tests that compile are in the test suite
// "compilers": a virtual machine that lends another kernel has none of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/e2e/harness.h"

namespace skep::test {

// Put `to` in the place of each `from`.
void replace_all(std::string& text, std::string_view from, std::string_view to);

// Return the names of all objects that tests/bpf has.
std::vector<std::string> all_bpf_objects();
// The same without the one whose map pins itself, on the machine's own bpffs.
std::vector<std::string> bpf_objects_to_load();

// Compile a source of this project for BPF.
void compile_bpf(const std::string& source, const std::string& object,
                 const std::string& options);

// Who writes a header, and in which language it is read.
enum class Generator { skep, bpftool };
enum class Language { c, cpp };

// Write the skeleton of an object of tests/bpf to a file; return its path.
// `options` are for skep.
std::string write_skeleton(const TempDir& dir, Generator generator,
                           std::string_view object,
                           const std::string& options = {});

// Makes skep define the types of variables in the header.
inline constexpr const char* types_inside = " --types inline";

// Write the C++ skeleton of an object to a file, dir / "OBJECT.h", under the
// name of the object.
void write_cpp_skeleton(const TempDir& dir, const std::string& object);

// A compiler and a standard, as in "gcc -std=c11".
struct Compiler {
  std::string command;
  Language language;
};

// Return all that a header is tried with; scripts/setup installs them.
std::vector<Compiler> compilers();

// Return options that tell a compiler of libbpf's headers.
std::string include_options();

// Run a compiler on a file of C++, with every warning an error; `options` can
// say what to make of it.
Result compile_cpp(const std::string& compiler, const std::string& options,
                   const std::string& source);

// Return what is behind the sources of a program that uses libbpf.
std::string libbpf_archives();

// Compile a header alone; warnings are errors.
Result try_compile(const TempDir& dir, const Compiler& compiler,
                   const std::string& header, const std::string& options);
// Check that a header compiles alone, without any warning.
void check_compiles(const TempDir& dir, const Compiler& compiler,
                    const std::string& header, const std::string& options);

// Compile tests/e2e/SOURCE against a header and link it, with libbpf or with
// nothing but the C library; return the path of the program.
enum class Linking { libbpf, alone };
std::string build_user(const TempDir& dir, std::string_view source,
                       Language language, const std::string& header,
                       Linking linking = Linking::libbpf);

}  // namespace skep::test
