#include "tests/e2e/gen_fixture.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

namespace skep::test {
namespace {

void add(std::vector<Compiler>& all, const std::string& program,
         Language language, std::initializer_list<const char*> standards) {
  for (const char* standard : standards)
    all.push_back({program + " -std=" + standard, language});
}

}  // namespace

std::string include_options() {
  std::string options;
  std::string_view paths = SKEP_LIBBPF_INCLUDES;
  while (!paths.empty()) {
    const auto end = std::min(paths.find(':'), paths.size());
    options += " -isystem " + std::string{paths.substr(0, end)};
    paths.remove_prefix(std::min(end + 1, paths.size()));
  }
  return options;
}

void replace_all(std::string& text, std::string_view from,
                 std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

std::vector<std::string> all_bpf_objects() {
  constexpr std::string_view suffix = ".bpf.o";
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(SKEP_BPF_DIR)) {
    const std::string file = entry.path().filename();
    // Many programs for one test, and nothing new to others.
    if (file.ends_with(suffix) && !file.starts_with("refused_"))
      names.push_back(file.substr(0, file.size() - suffix.size()));
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> bpf_objects_to_load() {
  auto objects = all_bpf_objects();
  std::erase(objects, "pin_by_name");
  return objects;
}

void compile_bpf(const std::string& source, const std::string& object,
                 const std::string& options) {
  const Result result =
      shell(SKEP_BPF_CLANG " -target bpf -O2 " SKEP_BPF_FLAGS " " + options +
            " -c " SKEP_SOURCE_DIR "/" + source + " -o " + object);
  CAPTURE(result.err);
  REQUIRE(result.exit == 0);
}

std::string write_skeleton(const TempDir& dir, Generator generator,
                           std::string_view object,
                           const std::string& options) {
  const bool is_ours = generator == Generator::skep;
  // -m: one of the objects has an odd map.
  const std::string line = "-m gen skeleton " + bpf_object(object);
  const Result result = is_ours ? skep(line + options) : bpftool(line);
  CAPTURE(result.err);
  REQUIRE(result.exit == 0);
  const std::string path =
      dir / ((is_ours ? "skep_" : "bpftool_") + std::string{object} + ".h");
  write_file(path, result.out);
  return path;
}

void write_cpp_skeleton(const TempDir& dir, const std::string& object) {
  const Result result = skep_ok("-m gen skeleton " + bpf_object(object) +
                                " name " + object + " --lang c++");
  write_file(dir / (object + ".h"), result.out);
}

Result compile_cpp(const std::string& compiler, const std::string& options,
                   const std::string& source) {
  return shell(compiler +
               " -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror" +
               include_options() + " " + options + " " + source);
}

std::string libbpf_archives() { return " " SKEP_LIBBPF_ARCHIVE " -lelf -lz "; }

std::vector<Compiler> compilers() {
  std::vector<Compiler> all;
  for (const char* program : {"gcc", "clang-19"})
    add(all, program, Language::c, {"c11", "gnu11"});
  for (const char* program : {"g++", "clang++-19"})
    add(all, program, Language::cpp, {"c++11", "c++17", "c++20", "c++23"});
  return all;
}

Result try_compile(const TempDir& dir, const Compiler& compiler,
                   const std::string& header, const std::string& options) {
  const std::string source =
      dir / (compiler.language == Language::c ? "alone.c" : "alone.cc");
  write_file(source,
             "#include \"" + header + "\"\nint main(void) { return 0; }\n");
  return shell(compiler.command + " -Wall -Wextra -Werror -fsyntax-only " +
               options + include_options() + " " + source);
}

void check_compiles(const TempDir& dir, const Compiler& compiler,
                    const std::string& header, const std::string& options) {
  const Result result = try_compile(dir, compiler, header, options);
  CAPTURE(compiler.command);
  CAPTURE(options);
  CAPTURE(result.err);
  CHECK(result.exit == 0);
}

std::string build_user(const TempDir& dir, std::string_view source,
                       Language language, const std::string& header,
                       Linking linking) {
  const std::string program = dir / "user";
  const std::string compiler = language == Language::c
                                   ? SKEP_CC " -std=gnu11 -x c"
                                   : SKEP_CXX " -std=c++17 -x c++";
  const std::string libraries =
      linking == Linking::libbpf ? " -x none " SKEP_LIBBPF_ARCHIVE " -lelf -lz"
                                 : "";
  const Result result =
      shell(compiler + " -Wall -Wextra -Werror '-DSKELETON=\"" + header +
            "\"'" + include_options() + " " SKEP_SOURCE_DIR "/tests/e2e/" +
            std::string{source} + libraries + " -o " + program);
  CAPTURE(result.err);
  REQUIRE(result.exit == 0);
  return program;
}

}  // namespace skep::test
