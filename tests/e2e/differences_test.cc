// The differences from bpftool that README.md tells, each shown by both
// programs; other tests show the rest.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <sys/mount.h>

#include <algorithm>
#include <sstream>

#include "src/sys/fd.h"
#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/map_fixture.h"
#include "tests/e2e/twins.h"

namespace skep::test {
namespace {

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::string yes_or_no(bool is_true) { return is_true ? "yes" : "no"; }

// Check an effect that is there or not.
void check_same_effect(const std::string& line, const std::string& effect,
                       bool ours, bool theirs) {
  check_same({.line = line,
              .aspect = Aspect::effect,
              .where = effect,
              .ours = yes_or_no(ours),
              .theirs = yes_or_no(theirs)});
}

// The first columns of the table "Differences from bpftool".
std::vector<std::string> rows_in_readme() {
  const std::string readme = read_text(SKEP_SOURCE_DIR "/README.md");
  const auto start = readme.find("## Differences from bpftool");
  REQUIRE(start != std::string::npos);
  std::istringstream section{
      readme.substr(start, readme.find("\n## ", start) - start)};
  std::vector<std::string> rows;
  for (std::string line; std::getline(section, line);)
    if (line.starts_with("| ") && !line.starts_with("| where") &&
        !line.starts_with("| ---"))
      rows.push_back(line.substr(2, line.find(" | ") - 2));
  return rows;
}

}  // namespace

TEST_CASE("README.md and the table tell the same differences from bpftool") {
  const std::vector<std::string> rows = rows_in_readme();
  CHECK(rows.size() > 30);
  const auto table = accepted_differences();
  for (const std::string& row : rows) {
    CAPTURE(row);
    CHECK(std::any_of(table.begin(), table.end(),
                      [&](const auto& entry) { return entry.row == row; }));
  }
  for (const Difference& entry : table) {
    CAPTURE(entry.row);
    CHECK_FALSE(entry.reason.empty());
    if (entry.before != Version{}) continue;
    CHECK(std::find(rows.begin(), rows.end(), entry.row) != rows.end());
  }
}

TEST_CASE("a difference that is not in the table is not accepted") {
  CHECK_FALSE(is_accepted({.line = "map show id 1",
                           .aspect = Aspect::text,
                           .ours = "1: hash\n",
                           .theirs = "1: array\n"}));
  CHECK_FALSE(is_accepted({.line = "map show id 1",
                           .aspect = Aspect::exit_code,
                           .ours = "1",
                           .theirs = "0"}));
  CHECK_FALSE(is_accepted({.line = "map show id 1",
                           .aspect = Aspect::json,
                           .where = "/type",
                           .ours = std::string{absent},
                           .theirs = "\"hash\""}));
}

TEST_CASE("what is wrong is wrong for both, each in its words") {
  const TestMap map;
  for (const std::string& line :
       {std::string{"prog show id 4294967295"},
        std::string{"prog show id '\"x\"'"},
        std::string{"prog show name no_such_prog"},
        std::string{"prog show tag 0123456789abcdef"},
        std::string{"prog show pinned /no/such/pin"},
        std::string{"map show id 4294967295"},
        std::string{"map show name no_such_map"},
        std::string{"map dump name no_such_map"},
        std::string{"link show id 4294967295"},
        std::string{"link detach id 4294967295"},
        "map delete " + map.ref() + " key 9 9 9 9",
        "map lookup " + map.ref() + " key 9 9 9 9", "map getnext " + map.ref(),
        "map update " + map.ref() + " key 1 2 value 1 2 3 4",
        std::string{"prog load /no/such/file /sys/fs/bpf/x"},
        std::string{"gen skeleton /no/such/file"}})
    check_same_as_bpftool(line);
}

TEST_CASE("output that can't be written fails here only") {
  const RunOptions full{.output_file = "/dev/full"};
  check_same_text("version > /dev/full", skep("version", full),
                  bpftool("version", full));
}

TEST_CASE("names of 15 characters select here only") {
  const Twins twins{"prog loadall " + bpf_object("several") + " %/d"};
  check_same_text("prog show name a_filter_with_a");
}

TEST_CASE("help goes to standard output here only") {
  check_same_text("help");
  for (const char* group : {"prog", "map", "link", "gen", "iter"})
    check_same_text(std::string{group} + " help");
}

TEST_CASE("a bpffs is mounted by bpftool only") {
  const TempDir dir;
  const std::string line = "map create " + (dir / "m") +
                           " type array key 4 value 4 entries 1 name m";
  const std::string in_namespace = "unshare -m ";
  check_same_text("on no bpffs: " + line,
                  shell(in_namespace + skep_program() + " " + line),
                  shell(in_namespace + SKEP_BPFTOOL " " + line));
}

TEST_CASE("a place that is taken is found before loading here only") {
  Twins twins{"prog load " + bpf_object("nomaps") + " %/p"};
  const std::string line = "prog load " + bpf_object("refused") + " ";
  const auto is_about_place = [](const Result& result) {
    return has(result.err, "exists") && !has(result.err, "packet");
  };
  check_same_effect(line, "refused before loading",
                    is_about_place(skep(line + (twins.ours() / "p"))),
                    is_about_place(bpftool(line + (twins.theirs() / "p"))));
}

TEST_CASE("the verifier's log is printed by bpftool only") {
  const Bpffs bpffs;
  const std::string line =
      "prog load " + bpf_object("refused") + " " + (bpffs / "p");
  const std::string log = "BEGIN PROG LOAD LOG";
  check_same_effect(line, "prints the verifier's log", has(skep(line).err, log),
                    has(bpftool(line).err, log));
}

TEST_CASE("bytes beyond 255 are taken by bpftool only") {
  const TestMap map;
  const std::string update = "map update " + map.ref();
  check_same_text(update + " key 300 0 0 0 value 1 2 3 4");
  check_same_text(update + " key 1 0 0 0 value 256 2 3 4");
}

TEST_CASE("flags of maps have names here only") {
  Twins twins;
  const std::string shape = " type hash key 4 value 4 entries 4 name flagged";
  twins.run("map create %/m" + shape + " flags BPF_F_NO_PREALLOC");
  twins.run("map create %/n" + shape + " flags 1");
  twins.run("map create %/o" + shape + " flags 0x1", "-j");
}

TEST_CASE("maps without a list are listed as empty by bpftool only") {
  const TestMap queue{{.type = BPF_MAP_TYPE_QUEUE, .key_size = 0}};
  check_same_as_bpftool("map dump " + queue.ref());
}

TEST_CASE("enums without a sign and floating-point numbers are shown") {
  const Loaded object{"odd_values"};
  const Bpffs bpffs;
  const std::uint32_t key = 0;
  const struct {
    std::uint32_t number = 0xfffffff0;
    int after = 1;
  } graded;
  const struct {
    float amount = 0.5;
    int after = 1;
  } measured;
  REQUIRE(bpf_map_update_elem(object.map_fd("graded"), &key, &graded, 0) == 0);
  REQUIRE(bpf_map_update_elem(object.map_fd("measured"), &key, &measured, 0) ==
          0);
  for (const std::string name : {"graded", "measured"}) {
    const std::string pin = bpffs / name;
    REQUIRE(bpf_obj_pin(object.map_fd(name), pin.c_str()) == 0);
    check_same_as_bpftool("map dump pinned " + pin);
  }
}

TEST_CASE("optional programs stop bpftool only") {
  Twins twins;
  twins.run("prog load " + bpf_object("optional") + " %/p");
  twins.run("prog loadall " + bpf_object("optional") + " %/d");
}

TEST_CASE("a map of another size replaces an object's for bpftool only") {
  Twins twins;
  twins.prepare("map create %/large type array key 4 value 8 entries 9 name l");
  twins.run("prog load " + bpf_object("several") +
            " %/p map name counts pinned %/large");
}

TEST_CASE("objects without programs are loaded by bpftool only") {
  Twins twins;
  twins.run("prog loadall " + bpf_object("noprogs") + " %/d");
}

TEST_CASE("the directory of what is attached is made here only") {
  Twins twins;
  twins.run("prog loadall " + bpf_object("several") + " %/d autoattach");
}

TEST_CASE("what can't be attached is an error here only") {
  Twins twins;
  twins.run("prog loadall " + bpf_object("no_such_tp") + " % autoattach");
}

TEST_CASE("the names of pinned maps lose their dots, not the path") {
  const TempDir dotted;
  const auto load = [&](auto&& program, const std::string& name) {
    const std::string path = dotted / (name + ".bpffs");
    std::filesystem::create_directory(path);
    REQUIRE(::mount("bpf", path.c_str(), "bpf", 0, nullptr) == 0);
    const Result result = program("prog loadall " + bpf_object("globals") +
                                  " " + path + "/p pinmaps " + path + "/m");
    ::umount2(path.c_str(), MNT_DETACH);
    return result;
  };
  check_same_text(
      "prog loadall FILE a.b/p pinmaps a.b/m",
      load([](const std::string& line) { return skep(line); }, "ours"),
      load([](const std::string& line) { return bpftool(line); }, "theirs"));
}

TEST_CASE("pins are sorted here only") {
  const TestMap map;
  const Bpffs bpffs;
  for (const char* name : {"a", "b", "c"})
    skep_ok("map pin " + map.ref() + " " + (bpffs / name));
  check_same_as_bpftool("-f map show " + map.ref());
}

TEST_CASE("iter pin looks at its words and at the programs here only") {
  Twins twins;
  const std::string line = "iter pin " + bpf_object("iter_task");
  twins.run(line + " %/a junk");
  twins.run(line + " %/b", "-j");
  twins.run("iter pin " + bpf_object("iter_second") + " %/c");
}

TEST_CASE("processes that hold an object are told without BPF here only") {
  const TestMap map;
  const Fd held = map.open();
  check_same_as_bpftool("map show " + map.ref());
}

TEST_CASE("a skeleton is described in JSON here only") {
  check_same_json("gen skeleton " + bpf_object("nomaps"));
}

TEST_CASE("a # between quotes is no comment in batches here only") {
  const Bpffs bpffs;
  skep_ok("map create '" + (bpffs / "a#b") +
          "' type array key 4 value 4 entries 1 name m");
  const std::string line = "map dump pinned '" + (bpffs / "a#b") + "'\n";
  check_same_text("batch file - with: map dump pinned 'a#b'",
                  skep("batch file -", {.input = line}),
                  bpftool("batch file -", {.input = line}));
}

TEST_CASE("a negative number is an option for bpftool only") {
  const std::string line = "prog show id -1";
  check_same_effect(line, "-1 is an option", has(skep(line).err, "option '-1'"),
                    has(bpftool(line).err, "option '-1'"));
}

}  // namespace skep::test
