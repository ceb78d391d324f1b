// gen subskeleton: a library finds its part of a linked object.
#include <doctest/doctest.h>

#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/gen_fixture.h"

namespace skep::test {
namespace {

// The members of the skeleton's struct, with our spelling of bool and stars.
std::string members_of(const std::string& header, const std::string& name) {
  const auto from = header.find("struct " + name + " {");
  REQUIRE(from != std::string::npos);
  std::string members =
      header.substr(from, header.find("#ifdef __cplusplus", from) - from);
  replace_all(members, "_Bool ", "bool ");
  replace_all(members, "* *", "**");
  return members;
}

std::string write_subskeleton(const TempDir& dir, Generator generator,
                              const std::string& object,
                              const std::string& more = {}) {
  const std::string line = "-m gen subskeleton " + object + more;
  const bool is_ours = generator == Generator::skep;
  const Result result = is_ours ? skep(line) : bpftool(line);
  CAPTURE(result.err);
  REQUIRE(result.exit == 0);
  const std::string path = dir / (is_ours ? "ours.h" : "theirs.h");
  write_file(path, result.out);
  return path;
}

}  // namespace

TEST_CASE("a subskeleton has the members of bpftool's") {
  const TempDir dir;
  for (const std::string object : {"firewall", "globals", "nomaps"}) {
    CAPTURE(object);
    const std::string path = bpf_object(object);
    const std::string name = object + "_bpf";
    CHECK(
        members_of(read_text(write_subskeleton(dir, Generator::skep, path)),
                   name) ==
        members_of(read_text(write_subskeleton(dir, Generator::bpftool, path)),
                   name));
  }
}

TEST_SUITE_BEGIN("compilers");

TEST_CASE("every subskeleton compiles as C and C++ without a warning") {
  const TempDir dir;
  for (const std::string& object : all_bpf_objects()) {
    CAPTURE(object);
    const std::string header = write_subskeleton(
        dir, Generator::skep, bpf_object(object), types_inside);
    check_compiles(dir, {SKEP_CC " -std=gnu11", Language::c}, header,
                   "-pedantic");
    check_compiles(dir, {SKEP_CXX " -std=c++17", Language::cpp}, header,
                   "-pedantic");
  }
}

TEST_CASE("a library finds its maps, programs and variables in an object") {
  const TempDir dir;
  const std::string object = dir / "app.bpf.o";
  compile_bpf("tests/e2e/library_user.bpf.c", dir / "user.bpf.o", "-g");
  skep_ok("gen object " + object + " " + bpf_object("library") + " " +
          dir / "user.bpf.o");
  skep_ok("gen skeleton " + object + " name app -o " + dir / "app.h");
  for (const Generator generator : {Generator::bpftool, Generator::skep}) {
    const std::string part = write_subskeleton(
        dir, generator, bpf_object("library"), " name library");
    write_file(dir / "both.h", "#include \"" + dir / "app.h" +
                                   "\"\n#include \"" + part + "\"\n");
    for (const Language language : {Language::c, Language::cpp}) {
      CAPTURE(generator);
      const Result result = run(
          {build_user(dir, "subskeleton_user.c", language, dir / "both.h")});
      CAPTURE(result.err);
      CHECK(result.exit == 0);
    }
  }
}

TEST_CASE("an object without BTF has no subskeleton") {
  const TempDir dir;
  compile_bpf("tests/bpf/nomaps.bpf.c", dir / "nobtf.bpf.o", "");
  check_fails("gen subskeleton " + dir / "nobtf.bpf.o", 1, {"BTF", "-g"});
}

TEST_SUITE_END();

}  // namespace skep::test
