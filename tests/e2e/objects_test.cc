// Objects that lack something, have odd sections, or are for other machines.
// They are compiled here: a build has them only with the right compiler.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "tests/e2e/gen_fixture.h"
#include "tests/e2e/prog_fixture.h"

namespace skep::test {
namespace {

constexpr const char* with_debug_info = "-target bpf -g -O2";

// What all sources begin with.
constexpr const char* headers =
    "#include <linux/bpf.h>\n#include <bpf/bpf_helpers.h>\n";
constexpr const char* program =
    "SEC(\"xdp\") int prog(void *ctx) { return 2; }\n";
constexpr const char* license = "char _license[] SEC(\"license\") = \"GPL\";\n";

// An object made of a text in C.
class Compiled {
 public:
  explicit Compiled(const std::string& source,
                    const std::string& options = with_debug_info) {
    write_file(dir_ / "source.c", headers + source);
    const Result result =
        shell(SKEP_BPF_CLANG " " + options + " " SKEP_BPF_FLAGS " -c " +
              dir_ / "source.c" + " -o " + path());
    CAPTURE(result.err);
    REQUIRE(result.exit == 0);
  }
  [[nodiscard]] std::string path() const { return dir_ / "object.o"; }

 private:
  TempDir dir_;
};

// Check that the object has a skeleton that compiles, and return that.
std::string check_skeleton(const Compiled& object) {
  const TempDir dir;
  const std::string line = "gen skeleton " + object.path();
  const Result result = skep_ok(line);
  CHECK(skep_ok("-j " + line).json()["name"] == "object");
  write_file(dir / "header.h", result.out);
  check_compiles(dir, {SKEP_CC " -std=gnu11", Language::c}, dir / "header.h",
                 "");
  return result.out;
}

void check_loads(const Compiled& object) {
  const Bpffs bpffs;
  skep_ok("prog loadall " + object.path() + " " + bpffs / "d" + " pinmaps " +
          bpffs / "m");
  CHECK(files_below(bpffs / "d") == std::vector<std::string>{"prog"});
}

void check_no_programs(const Compiled& object) {
  const Bpffs bpffs;
  check_fails("prog load " + object.path() + " " + bpffs / "p", 1,
              {object.path(), "no program"});
  CHECK(files_below(bpffs.path()).empty());
}

}  // namespace

TEST_SUITE_BEGIN("compilers");

TEST_CASE("an object may lack maps, global data, a license, or BTF") {
  for (const std::string& source :
       {std::string{program}, std::string{program} + license,
        "int number = 1;\n" + std::string{program},
        "const volatile int number = 1;\n" + std::string{program}}) {
    CAPTURE(source);
    const Compiled object{source};
    check_skeleton(object);
    check_loads(object);
  }
  const Compiled bare{std::string{program} + license, "-target bpf -O2"};
  check_skeleton(bare);
  check_loads(bare);
}

TEST_CASE("an object without programs has a skeleton, and nothing to load") {
  for (const char* source :
       {"", license, "int number = 1;\n", "int zero;\n",
        "const volatile int number = 1;\n",
        "struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 1);"
        " __type(key, int); __type(value, int); } map SEC(\".maps\");\n"}) {
    CAPTURE(source);
    const Compiled object{source};
    check_skeleton(object);
    check_no_programs(object);
  }
}

TEST_CASE("sections with odd names have members in a skeleton") {
  const Compiled object{
      "int a SEC(\".data.a-b\") = 1;\n"
      "int b SEC(\".data.a_b\") = 1;\n"
      "const volatile int c SEC(\".rodata.cst16\") = 1;\n"
      "const volatile int d SEC(\".rodata.1st\") = 1;\n"
      "int e SEC(\".bss.x.y\");\n" +
      std::string{program}};
  const std::string header = check_skeleton(object);
  for (const char* member : {"*data_a_b;", "*data_a_b_2;", "*rodata_cst16;",
                             "*rodata_1st;", "*bss_x_y;"}) {
    CAPTURE(member);
    CHECK(header.find(member) != std::string::npos);
  }
}

TEST_CASE("strings that a program prints have a section of their own") {
  const Compiled object{
      "SEC(\"xdp\") int prog(void *ctx) {\n"
      "  bpf_printk(\"%s\", \"seen\");\n  return 2;\n}\n" +
      std::string{license}};
  const std::string header = check_skeleton(object);
  CHECK(header.find("bpf_map *rodata_str1_1;") != std::string::npos);
  check_loads(object);
}

TEST_CASE("a struct_ops value may be optional") {
  std::string source = read_text(SKEP_SOURCE_DIR "/tests/bpf/struct_ops.bpf.c");
  const std::string section = "SEC(\".struct_ops";
  const auto at = source.find(section);
  REQUIRE(at != std::string::npos);
  source.replace(at, section.size(), "SEC(\"?.struct_ops");
  check_skeleton(Compiled{source});
}

TEST_CASE("an object for machines of the other byte order can't be loaded") {
  const Compiled object{std::string{program} + license, "-target bpfeb -g -O2"};
  const Bpffs bpffs;
  const std::string place = object.path() + " " + bpffs / "p";
  for (const std::string& line :
       {"prog load " + place, "prog loadall " + place, "iter pin " + place,
        "iter dump " + object.path()})
    check_fails(line, 1, {object.path(), "other byte order"});
  CHECK(files_below(bpffs.path()).empty());
}

TEST_SUITE_END();

}  // namespace skep::test
