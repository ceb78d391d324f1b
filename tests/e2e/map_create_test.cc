// map create, beside bpftool's.
#include <doctest/doctest.h>

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
