// Projects that build BPF programs with skep, as the man page and the CMake
// package have it.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "commands/table.h"
#include "tests/e2e/gen_fixture.h"

namespace skep::test {
namespace {

namespace fs = std::filesystem;

// The file of the man page whose description holds `word`.
std::string listing(std::string_view word) {
  const cli::Table table = commands::make_table();
  const cli::Command* command = table.find_command("gen skeleton");
  REQUIRE(command != nullptr);
  const auto& all = command->notes.listings;
  const auto found =
      std::find_if(all.begin(), all.end(), [word](const auto& item) {
        return item.what.find(word) != std::string::npos;
      });
  REQUIRE(found != all.end());
  return found->text + "\n";
}

// A directory with trace.c and trace.bpf.c, a libbpf that pkg-config finds, and
// skep and clang by these names.
class Project {
 public:
  Project() {
    for (const char* file : {"trace.c", "trace.bpf.c"})
      fs::copy_file(fs::path{SKEP_SOURCE_DIR "/tests/e2e/trace"} / file,
                    dir_ / file);
    fs::create_directory(dir_ / "bin");
    fs::create_symlink(skep_program(), dir_ / "bin/skep");
    fs::create_symlink(SKEP_BPF_CLANG, dir_ / "bin/clang");
    write_file(dir_ / "libbpf.pc", pkg_config());
  }

  [[nodiscard]] std::string operator/(const std::string& name) const {
    return dir_ / name;
  }

  // Run a command in the directory; it has to succeed.
  std::string run(const std::string& command) const {
    const Result result = shell(
        fmt::format("cd {0} && PATH={0}/bin:$PATH PKG_CONFIG_PATH={0} {1}",
                    dir_.path(), command));
    CAPTURE(command);
    CAPTURE(result.out);
    CAPTURE(result.err);
    CHECK(result.exit == 0);
    return result.out;
  }

 private:
  static std::string pkg_config() {
    const std::string includes{SKEP_LIBBPF_INCLUDES};
    std::string text = "Name: libbpf\nDescription: libbpf\nVersion: 1.7.0\n";
    text += "includedir=" + includes.substr(0, includes.find(':')) + "\n";
    text += "Cflags:" + include_options() + "\n";
    const fs::path archive{SKEP_LIBBPF_ARCHIVE};
    return text + fmt::format("Libs: -L{} -l{} -lelf -lz\n",
                              archive.parent_path().string(),
                              archive.stem().string().substr(3));
  }

  TempDir dir_;
};

}  // namespace

TEST_SUITE_BEGIN("compilers");

TEST_CASE("make builds a project as the man page has it") {
  const Project project;
  write_file(project / "Makefile", listing("Makefile"));
  project.run("make");
  CHECK(project.run("./trace") == "counted\n");
  CHECK(project.run("make").find("up to date") != std::string::npos);
}

TEST_CASE("Meson builds a project as the man page has it") {
  const Project project;
  write_file(project / "meson.build", listing("Meson"));
  project.run("meson setup out");
  project.run("ninja -C out");
  CHECK(project.run("out/trace") == "counted\n");
}

TEST_CASE("CMake finds the package and builds a project") {
  const Project project;
  project.run("cmake --install " SKEP_BINARY_DIR " --prefix " +
              project / "installed");
  write_file(project / "CMakeLists.txt", listing("CMake"));
  project.run("cmake -S . -B out -G Ninja -DCMAKE_PREFIX_PATH=" +
              project / "installed");
  project.run("ninja -C out");
  CHECK(project.run("out/trace") == "counted\n");
  CHECK(project.run("ninja -C out").find("no work to do") != std::string::npos);
  fs::last_write_time(project / "trace.bpf.c",
                      fs::file_time_type::clock::now());
  CHECK(project.run("ninja -C out").find("Generating the skeleton") !=
        std::string::npos);
}

TEST_SUITE_END();

}  // namespace skep::test
