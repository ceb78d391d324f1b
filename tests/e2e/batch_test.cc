// batch: many commands in one process.
#include <doctest/doctest.h>

#include "src/sys/kernel_object.h"
#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/loaded.h"

namespace skep::test {
namespace {

// A map of the test's own, pinned and filled.
struct BatchMap {
  BatchMap() {
    skep_ok("map create " + pin + " type hash key 1 value 1 entries 8 name " +
            unique_name("batch"));
    skep_ok("map update pinned " + pin + " key 1 value 2");
  }
  Bpffs bpffs{};
  std::string pin = bpffs / "map";
};

std::string repeated(const std::string& line, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += line + "\n";
  return text;
}

std::string map_id(const Loaded& loaded, const std::string& map) {
  return std::to_string(info_of<bpf_map_info>(loaded.map_fd(map)).id);
}

// Lines that make a map, a program and a link with pins that begin with
// `start`, and use them.
std::string round_of_commands(const std::string& start) {
  const std::string name = unique_name("batched");
  const std::string map = "pinned " + start + "m";
  const std::string iterator = bpf_object("iter_bpf_map_elem");
  std::string lines = "map create " + start +
                      "m type hash key 4 value 4 entries 4 name " + name +
                      "\n"
                      "map update " +
                      map + " key 1 0 0 0 value 2 0 0 0\n";
  for (const std::string verb : {"show", "dump", "getnext", "freeze"})
    lines += "map " + verb + " " + map + "\n";
  return lines + "map show name " + name + "\nmap lookup " + map +
         " key 1 0 0 0\nprog load " + bpf_object("metadata") + " " + start +
         "p\nprog show pinned " + start + "p\niter dump " + iterator + " map " +
         map + "\niter pin " + iterator + " " + start + "l map " + map +
         "\nlink show pinned " + start + "l\niter dump pinned " + start +
         "l\ngen skeleton " + bpf_object("globals") + "\nversion\nmap help\n";
}

}  // namespace

TEST_CASE("a batch prints what its commands print, then their number") {
  const BatchMap map;
  const std::string line = "map dump pinned " + map.pin;
  const Result result =
      skep("batch file -", {.input = line + " # all\n\n" + line + "\n"});
  const std::string once = skep(line).out;
  CHECK(result.exit == 0);
  CHECK(result.out == once + once + "processed 2 commands\n");
}

TEST_CASE("a batch prints the same JSON as bpftool's") {
  const BatchMap map;
  const TempDir dir;
  write_file(dir / "batch",
             "map show pinned " + map.pin + "\nmap update pinned " + map.pin +
                 " key 3 value 4\nmap lookup pinned " + map.pin + " key 3\n");
  const std::string line = "-j batch file " + dir / "batch";
  check_same_json(line, skep(line), bpftool(line));
}

TEST_CASE("a batch file that runs itself is wrong use") {
  const TempDir dir;
  const std::string line = "batch file " + dir / "self";
  write_file(dir / "self", line + "\n");
  const Result result = skep(line);
  CHECK(result.exit == 2);
  CHECK(result.err.find("more than 16 deep") != std::string::npos);
  CHECK(skep("-j " + line).json().is_array());
}

TEST_CASE("the first command that fails ends a batch, with its exit code") {
  const BatchMap map;
  const std::string good = "map dump pinned " + map.pin + "\n";
  const RunOptions failing{.input = good + "map show id 4294967295\n" + good};
  const Result text = skep("batch file -", failing);
  CHECK(text.exit == 1);
  CHECK(text.err.find("line 2 of standard input: ") != std::string::npos);
  CHECK(text.out == skep(good).out);
  const auto json = skep("-j batch file -", failing).json();
  REQUIRE(json.size() == 2);
  CHECK(json[1]["command"][2] == "id");
  CHECK(json[1]["output"].contains("error"));
  CHECK(skep("batch file -", {.input = "map shwo\n"}).exit == 2);
}

TEST_CASE("a batch leaks no descriptors and keeps no state") {
  const BatchMap map;
  const TempDir dir;
  const std::string lines =
      repeated("map dump pinned " + map.pin, 40) +
      repeated("map show pinned " + map.pin, 40) +
      repeated("map lookup pinned " + map.pin + " key 1", 40);
  write_file(dir / "batch", lines);
  const Result result = shell("ulimit -n 16; exec " + skep_program() +
                              " -j batch file " + dir / "batch");
  CAPTURE(result.err);
  CHECK(result.exit == 0);
  const auto json = result.json();
  REQUIRE(json.size() == 120);
  CHECK(json[0]["output"] == json[39]["output"]);
  CHECK(json[40]["output"] == json[79]["output"]);
}

TEST_CASE("a batch of every command, many times over, holds on to nothing") {
  const Bpffs bpffs;
  const TempDir dir;
  const Loaded kernel_types{"map_struct_ops"};
  const Loaded own_types{"maps"};
  const std::string readings = "map dump id " + map_id(kernel_types, "shown") +
                               "\nmap dump id " + map_id(own_types, "records") +
                               "\nmap show\nprog show\nlink show\n";
  std::string lines;
  for (int i = 0; i < 30; ++i)
    lines += round_of_commands(bpffs / ("p" + std::to_string(i))) + readings;
  write_file(dir / "batch", lines);
  for (const std::string option : {"", "-j "}) {
    CAPTURE(option);
    const Result result = shell("ulimit -n 24; exec " + skep_program() + " " +
                                option + "batch file " + dir / "batch");
    CAPTURE(result.err);
    CHECK(result.exit == 0);
    if (!option.empty()) CHECK_FALSE(result.json().is_discarded());
    shell("rm -f " + bpffs.path() + "/p*");
  }
}

TEST_CASE("a batch file that can't be read is an error") {
  check_fails("batch file /nonexistent", 1, {"/nonexistent", "No such file"});
  CHECK(skep("batch file /tmp").exit == 1);
}

TEST_CASE("options inside a batch are wrong use") {
  const Result result = skep("batch file -", {.input = "-j version\n"});
  CHECK(result.exit == 2);
  CHECK(result.err.find("before `batch`") != std::string::npos);
}

}  // namespace skep::test
