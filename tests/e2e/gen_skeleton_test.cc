// gen skeleton: what it prints, beside bpftool, and what it says of bad input.
#include <doctest/doctest.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <set>

#include "src/object/bpf_object.h"
#include "src/sys/error.h"
#include "src/sys/file.h"
#include "tests/e2e/gen_fixture.h"

namespace skep::test {
namespace {

// The text from `start` to before `end`.
std::string part_of(const std::string& text, std::string_view start,
                    std::string_view end) {
  const auto from = text.find(start);
  REQUIRE(from != std::string::npos);
  const auto to = text.find(end, from);
  REQUIRE(to != std::string::npos);
  return text.substr(from, to - from);
}

// The members of the skeleton's struct, with our spelling of bool.
std::string members_of(std::string header, const std::string& name) {
  replace_all(header, "_Bool ", "bool ");
  return part_of(header, "struct " + name + " {", "#ifdef __cplusplus");
}

// All words in the text that begin with `start`.
std::set<std::string> words_of(const std::string& text,
                               const std::string& start) {
  std::set<std::string> words;
  for (auto at = text.find(start); at != std::string::npos;
       at = text.find(start, at + 1)) {
    auto end = at;
    while (end < text.size() &&
           (std::isalnum(text[end]) != 0 || text[end] == '_'))
      ++end;
    words.insert(text.substr(at, end - at));
  }
  return words;
}

// The statements that tell libbpf of maps and programs.
std::string table_of(const std::string& header) {
  std::string table;
  for (const auto* start : {"map->name", "map->map ", "map->mmaped",
                            "map->link", "s->progs[", "s->name"})
    for (auto at = header.find(start); at != std::string::npos;
         at = header.find(start, at + 1))
      table += header.substr(at, header.find('\n', at) - at) + "\n";
  return table;
}

void check_same_api(const std::string& ours, const std::string& theirs,
                    const std::string& name) {
  CHECK(members_of(ours, name) == members_of(theirs, name));
  CHECK(words_of(ours, name + "__") == words_of(theirs, name + "__"));
  CHECK(table_of(ours) == table_of(theirs));
  const std::string guard = theirs.substr(theirs.find("#ifndef "));
  CHECK(ours.find(guard.substr(0, guard.find('\n'))) != std::string::npos);
}

// Objects that bpftool's header is right for: what it gets wrong is said where
// ours is tested alone.
const std::vector<std::string>& common_objects() {
  static const std::vector<std::string> names{
      "arena", "globals", "nomaps", "noprogs", "struct_ops", "firewall"};
  return names;
}

}  // namespace

TEST_CASE("a skeleton has the members, functions and tables of bpftool's") {
  for (const std::string& object : common_objects()) {
    CAPTURE(object);
    const std::string line = "gen skeleton " + bpf_object(object);
    check_same_api(skep_ok(line).out, bpftool(line).out, object + "_bpf");
  }
}

TEST_CASE("a skeleton takes the name that it is given") {
  const std::string line =
      "gen skeleton " + bpf_object("globals") + " name trace";
  check_same_api(skep_ok(line).out, bpftool(line).out, "trace");
}

TEST_CASE("sections and maps of one name stay apart") {
  const std::string header =
      skep_ok("gen skeleton " + bpf_object("clashes")).out;
  for (const char* text :
       {"struct bpf_map *bss;", "struct bpf_map *bss_2;",
        "struct clashes_bpf__data_x_y {\n\t\tint one;\n\t} *data_x_y;",
        "struct clashes_bpf__data_x_y_2 {\n\t\tint two;\n\t} *data_x_y_2;",
        "struct clashes_bpf__bss {\n\t\tint zero;\n\t} *bss;"}) {
    CAPTURE(text);
    CHECK(header.find(text) != std::string::npos);
  }
}

TEST_CASE("with -j, the object is described") {
  const auto model = skep_ok("-j gen skeleton " + bpf_object("globals")).json();
  CHECK(model["name"] == "globals_bpf");
  CHECK(model["programs"][0]["name"] == "count");
  const auto& bss = model["maps"][4];
  CHECK(bss["identifier"] == "bss");
  CHECK(bss["section"]["name"] == ".bss");
  CHECK(bss["section"]["variables"][1]["declaration"] == "__u64 counter");
  CHECK(bss["section"]["variables"][1]["offset"] == 8);
  CHECK(bss["section"]["variables"][1]["size"] == 8);
}

TEST_CASE("equal objects give equal skeletons, whatever their path") {
  const TempDir dir;
  write_file(dir / "globals.bpf.o", read_text(bpf_object("globals")));
  CHECK(skep_ok("gen skeleton " + (dir / "globals.bpf.o")).out ==
        skep_ok("gen skeleton " + bpf_object("globals")).out);
}

TEST_CASE("what is no BPF object is told apart") {
  const TempDir dir;
  write_file(dir / "empty.o", "");
  write_file(dir / "text.o", "int main() {}\n");
  const auto check_refused = [&](const std::string& path,
                                 std::string_view reason) {
    check_fails("gen skeleton " + path, 1, {path, reason});
    CHECK(skep("gen skeleton " + path).out.empty());
  };
  check_refused(dir / "missing.o", "No such file or directory");
  check_refused(dir.path(), "Is a directory");
  check_refused(dir / "empty.o", "the file is empty");
  check_refused(dir / "text.o", "not an ELF file");
  check_refused("/dev/null", "not a regular file");
  check_refused(skep_program(), "not BPF");
}

TEST_SUITE_BEGIN("compilers");

TEST_CASE(
    "an object without the BTF that it needs is told to be built with -g") {
  const TempDir dir;
  const std::string object = dir / "nobtf.o";
  compile_bpf("tests/bpf/noprogs.bpf.c", object, "");
  check_fails("gen skeleton " + object, 1, {"has no BTF", "-g"});
}

TEST_CASE("an object for machines of the other byte order has a skeleton") {
  const TempDir dir;
  const std::string object = dir / "other.bpf.o";
  compile_bpf("tests/bpf/keywords.bpf.c", object, "-target bpfeb -g");
  CHECK(members_of(skep_ok("gen skeleton " + object + " name keywords_bpf").out,
                   "keywords_bpf") ==
        members_of(skep_ok("gen skeleton " + bpf_object("keywords")).out,
                   "keywords_bpf"));
  CHECK_THROWS_WITH_AS((void)BpfObject::open_file(object),
                       doctest::Contains("other byte order"), Error);
}

TEST_SUITE_END();

TEST_CASE("an object that is cut anywhere is refused") {
  const Bytes whole = read_file(bpf_object("keywords"));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    const ByteView part{whole.data(), size};
    CHECK_THROWS_AS((void)BpfObject::open(part, "part.o"), Error);
  }
}

TEST_CASE("a skeleton that can't be written is a failure") {
  const std::string line = "gen skeleton " + bpf_object("globals");
  const Result full = skep(line, {.output_file = "/dev/full"});
  CHECK(full.exit == 1);
  CHECK(full.err.find("No space left on device") != std::string::npos);
}

TEST_CASE("gen skeleton wants one file and perhaps a name") {
  check_fails("gen skeleton", 2, {"FILE", "usage: skep gen skeleton"});
  check_fails("gen skeleton " + bpf_object("globals") + " name", 2,
              {"OBJECT_NAME"});
  for (const char* name : {"a-b", "1digit", "int"})
    check_fails("gen skeleton " + bpf_object("globals") + " name " + name, 2,
                {name, "letters, digits and _"});
  check_fails("gen skeleton " + bpf_object("globals") + " nome x", 2, {"name"});
}

}  // namespace skep::test
