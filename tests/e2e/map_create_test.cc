// map create, beside bpftool's.
#include <doctest/doctest.h>

#include "src/sys/kernel_object.h"
#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/map_fixture.h"

namespace skep::test {
namespace {

// Forget what differs between two maps of the same kind.
nlohmann::ordered_json shape_of(const std::string& pin) {
  auto shown = skep_ok("-j map show pinned " + pin).json();
  shown.erase("id");
  return shown;
}

}  // namespace

TEST_CASE("a map of every type is as bpftool creates it") {
  const TestMap inner;
  for (const std::string& line : specs_of_all_types(inner)) {
    CAPTURE(line);
    const Bpffs bpffs;
    const std::string rest = " type " + line + " name skep_twin";
    const Result theirs = bpftool("map create " + bpffs / "theirs" + rest);
    const Result ours = skep("-j map create " + bpffs / "ours" + rest);
    if (theirs.exit != 0) {
      CHECK(ours.exit == 1);
      continue;
    }
    REQUIRE(ours.exit == 0);
    CHECK(ours.json().is_null());
    CHECK(shape_of(bpffs / "ours") == shape_of(bpffs / "theirs"));
  }
}

TEST_CASE("a map keeps the types that it is created with") {
  const Bpffs bpffs;
  const std::string pin = bpffs / "m";
  const std::string create =
      "map create " + pin + " type hash entries 4 name x";
  const std::string from_file = " --btf " + bpf_object("maps");
  skep_ok(create + from_file + " --key-type 'struct task' --value-type record");
  const auto shown = skep_ok("-j map show pinned " + pin).json();
  CHECK(shown["bytes_key"] == 12);
  CHECK(shown["bytes_value"] == 112);
  skep_ok("map update pinned " + pin +
          " key .pid=7,.comm=sh value '{count: 5, color: green, grid: [[1]]}'");
  check_same_as_bpftool("map dump pinned " + pin);
}

TEST_CASE("the types of a new map are the kernel's, if no file is named") {
  const Bpffs bpffs;
  const std::string pin = bpffs / "m";
  skep_ok("map create " + pin +
          " type task_storage flags BPF_F_NO_PREALLOC name x --key-type int "
          "--value-type timespec64");
  CHECK(skep_ok("-j map show pinned " + pin).json()["bytes_value"] == 16);
}

TEST_CASE("types that a new map can't have are refused") {
  const Bpffs bpffs;
  const std::string create =
      "map create " + bpffs / "m" + " entries 4 name x type ";
  const std::string types = " --key-type int --value-type timespec64";
  check_fails(create + "hash key 8" + types, 2,
              {"`key 8` contradicts --key-type", "4 bytes"});
  check_fails(create + "hash --value-type int", 2, {"--key-type is missing"});
  check_fails(create + "hash --key-type int", 2, {"--value-type is missing"});
  check_fails(create + "hash --btf vmlinux", 2, {"--key-type is missing"});
  check_fails(create + "hash --key-type int --value-type timespec65", 1,
              {"no type 'timespec65' in vmlinux", "timespec64"});
  check_fails(create + "hash --btf /dev/null" + types, 1, {"/dev/null"});
  check_fails(create + "devmap --key-type int --value-type u32", 1,
              {"type devmap keep no types"});
  check_fails("map show pinned " + bpffs / "m", 1, {"m"});
}

TEST_CASE("hash functions of a bloom filter are chosen by map_extra") {
  const Bpffs bpffs;
  const std::string create = "map create " + bpffs / "m" + " entries 4 name x ";
  skep_ok(create + "type bloom_filter value 4 map_extra 3");
  const Fd map = open_pinned(ObjectKind::map, bpffs / "m");
  CHECK(info_of<bpf_map_info>(map).map_extra == 3);
  check_fails(create + "type bloom_filter value 4 map_extra 16", 2,
              {"1 to 15 hash functions"});
  check_fails(create + "type hash key 4 value 4 map_extra 1", 2,
              {"type hash has nothing for map_extra", "bloom_filter"});
  check_fails(create + "type arena flags BPF_F_MMAPABLE map_extra 5", 2,
              {"multiple of"});
}

TEST_CASE("a map is created on a NUMA node that is there") {
  const Bpffs bpffs;
  const std::string create =
      "map create " + bpffs / "m" + " type hash key 4 value 4 entries 4 name x";
  check_fails(create + " numa_node 4095", 2, {"no NUMA node 4095", "online"});
  skep_ok(create + " numa_node 0");
  CHECK(skep_ok("-j map show pinned " + bpffs / "m").json()["flags"] ==
        BPF_F_NUMA_NODE);
}

TEST_CASE("an inner map that means nothing is warned of") {
  const Bpffs bpffs;
  const TestMap inner;
  const Result made = skep("map create " + bpffs / "m" +
                           " type hash key 4 value 4 entries 4 name x "
                           "inner_map " +
                           inner.ref());
  CHECK(made.exit == 0);
  CHECK(made.err.find("hold no maps") != std::string::npos);
}

TEST_CASE("the words of map create stand in any order, and may be short") {
  const Bpffs bpffs;
  skep_ok("map create " + bpffs / "m" +
          " n some_name e 3 v 8 k 4 f BPF_F_NO_PREALLOC t hash");
  const auto shown = skep_ok("-j map show pinned " + bpffs / "m").json();
  CHECK(shown["name"] == "some_name");
  CHECK(shown["type"] == "hash");
  CHECK(shown["flags"] == 1);
  CHECK(shown["max_entries"] == 3);
}

TEST_CASE("an unknown map type names the close ones") {
  const Bpffs bpffs;
  check_fails("map create " + bpffs / "m" + " type hsah name x", 2,
              {"no map type 'hsah'", "hash"});
  check_fails("map create " + bpffs / "m" + " type ha name x", 2,
              {"no map type 'ha'"});
}

TEST_CASE("a map that the kernel refuses says what its type needs") {
  const Bpffs bpffs;
  const std::string create = "map create " + bpffs / "m";
  check_fails(create + " type array key 8 value 4 entries 1 name x", 1,
              {"'x' of type array", "keys of 4 bytes"});
  check_fails(create + " type lpm_trie key 8 value 4 entries 1 name x", 1,
              {"BPF_F_NO_PREALLOC"});
  check_fails(create + " type hash_of_maps key 4 value 4 entries 1 name x", 1,
              {"inner_map"});
  check_fails(create + " type task_storage key 4 value 4 name x flags 1", 1,
              {"BTF"});
}

TEST_CASE("bad words of map create are wrong use") {
  const Bpffs bpffs;
  const std::string create = "map create " + bpffs / "m";
  check_fails(create + " type hash", 2, {"'name' is missing"});
  check_fails(create + " name x", 2, {"'type' is missing"});
  check_fails(create + " type hash name a_name_too_long_", 2,
              {"too long", "a_name_too_long"});
  check_fails(create + " type hash name a-b", 2, {"'a-b'"});
  check_fails(create + " type hash name x key four", 2, {"number", "'four'"});
  check_fails(create + " type hash name x key -4", 2, {"'-4'"});
  check_fails(create + " type hash name x key 4294967296", 2, {"too large"});
  check_fails(create + " type hash name x flags BPF_F_NO_PREALOC", 2,
              {"BPF_F_NO_PREALLOC"});
  check_fails(create + " type hash type hash name x", 2, {"twice"});
  check_fails(create + " type hash name x offload_dev no_such_dev", 1,
              {"no_such_dev"});
}

TEST_CASE("a pin that can't be is refused before the map is created") {
  const Bpffs bpffs;
  const TempDir plain;
  const TestMap taken;
  const std::string rest = " type array key 9 value 4 entries 1 name x";
  check_fails("map create " + plain / "m" + rest, 1,
              {"not on a BPF file system", "mount"});
  check_fails("map create " + bpffs / "a.b" + rest, 1, {"dot"});
  check_fails("map create " + bpffs / "no/such" + rest, 1, {"No such file"});
  check_fails("map create " + taken.pin() + rest, 1, {"File exists"});
}

}  // namespace skep::test
