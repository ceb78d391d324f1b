// gen object: several object files become one.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <filesystem>

#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/gen_fixture.h"
#include "tests/e2e/prog_fixture.h"

namespace skep::test {
namespace {

namespace fs = std::filesystem;

std::string compile(const TempDir& dir, const std::string& name,
                    const std::string& source) {
  write_file(dir / name + ".bpf.c", source);
  const std::string object = dir / name + ".bpf.o";
  shell(fmt::format(SKEP_BPF_CLANG " -target bpf -g -O2 " SKEP_BPF_FLAGS
                                   " -c {} -o {}",
                    dir / name + ".bpf.c", object));
  return object;
}

constexpr const char* caller = R"(#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
extern int answer(int seed);
extern int counter;
SEC("socket") int ask(void *ctx) { return answer(counter); }
char LICENSE[] SEC("license") = "GPL";
)";

constexpr const char* callee = R"(#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>
int counter = 41;
int answer(int seed) { return seed + counter; }
)";

}  // namespace

TEST_CASE("one object is linked as by bpftool" * doctest::test_suite("files")) {
  const TempDir dir;
  for (const std::string& object : all_bpf_objects()) {
    CAPTURE(object);
    const std::string line = " " + bpf_object(object);
    const Result ours = skep("gen object " + dir / "ours" + line);
    const Result theirs = bpftool("gen object " + dir / "theirs" + line);
    CAPTURE(ours.err);
    CHECK(ours.exit == (theirs.exit == 0 ? 0 : 1));
    CHECK(ours.out.empty());
    if (theirs.exit == 0)
      CHECK(skep_ok("btf dump file " + dir / "ours").out ==
            skep_ok("btf dump file " + dir / "theirs").out);
  }
}

TEST_CASE("what does not fit leaves the output as it is" *
          doctest::test_suite("files")) {
  const TempDir dir;
  write_file(dir / "out", "precious");
  const std::string object = bpf_object("nomaps");
  check_fails("gen object " + dir / "out " + object + " " + object, 1,
              {object, "definition"});
  check_fails("gen object " + dir / "out /etc/passwd", 1,
              {"/etc/passwd", "ELF"});
  check_fails("gen object " + dir / "out " + object + " /no/such", 1,
              {"/no/such", "No such file"});
  check_fails("gen object " + dir / "out", 2, {"INPUT_FILE"});
  CHECK(read_text(dir / "out") == "precious");
  check_fails("gen object /no/such/dir/out " + object, 1, {"/no/such/dir/out"});
  check_fails("gen object " + dir.path() + " " + object, 1, {dir.path()});
  CHECK(files_below(dir.path()) == std::vector<std::string>{"out"});
}

TEST_CASE("the output may be an input, a link or a device" *
          doctest::test_suite("files")) {
  const TempDir dir;
  fs::copy_file(bpf_object("nomaps"), dir / "object");
  fs::permissions(dir / "object",
                  fs::perms::owner_read | fs::perms::owner_write);
  fs::create_symlink("object", dir / "link");
  skep_ok("gen object " + dir / "link " + dir / "object");
  CHECK(fs::is_symlink(dir / "link"));
  CHECK(skep("gen skeleton " + dir / "object").exit == 0);
  CHECK(fs::status(dir / "object").permissions() ==
        (fs::perms::owner_read | fs::perms::owner_write));
  skep_ok("gen object /dev/null " + dir / "object");
  CHECK(fs::is_character_file("/dev/null"));
  CHECK(skep("gen object /dev/full " + dir / "object").exit == 1);
  CHECK(files_below(dir.path()) == std::vector<std::string>{"link", "object"});
}

TEST_SUITE_BEGIN("compilers");

TEST_CASE("functions and variables of another object are found") {
  const TempDir dir;
  const std::string first = compile(dir, "caller", caller);
  const std::string second = compile(dir, "callee", callee);
  skep_ok("gen object " + dir / "app.bpf.o " + first + " " + second);
  const Bpffs bpffs;
  skep_ok("prog load " + dir / "app.bpf.o " + bpffs / "prog");
  check_fails("gen object " + dir / "app.bpf.o " + second + " " + second, 1,
              {second, "answer"});
}

TEST_SUITE_END();

}  // namespace skep::test
