// map lookup, update and delete, beside bpftool's.
#include <bpf/bpf.h>
#include <doctest/doctest.h>

#include <optional>

#include "src/sys/cpus.h"
#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/map_fixture.h"

namespace skep::test {
namespace {

template <typename T>
std::optional<T> value_in(const TestMap& map, std::uint32_t key) {
  T value{};
  if (bpf_map_lookup_elem(map.open().get(), &key, &value) != 0)
    return std::nullopt;
  return value;
}

void check_lookup(const TestMap& map, const std::string& key) {
  const std::string line = "map lookup " + map.ref() + " key " + key;
  check_same_as_bpftool(line);
  CHECK(skep(line).err.empty());
}

}  // namespace

TEST_CASE("a lookup shows what bpftool shows, found or not") {
  for (const bpf_map_type type :
       {BPF_MAP_TYPE_HASH, BPF_MAP_TYPE_ARRAY, BPF_MAP_TYPE_LRU_HASH}) {
    const TestMap map{{.type = type}};
    map.set(2, 0x01020304);
    check_lookup(map, "2 0 0 0");
    check_lookup(map, "hex ff 0 0 0");
  }
}

TEST_CASE("long keys and values are shown in rows") {
  const TestMap map{{.key_size = 20, .value_size = 40}};
  map.set(Bytes(20, 1), Bytes(40, 2));
  check_lookup(map, "hex 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1");
  check_lookup(map, "hex 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 2");
}

TEST_CASE("a miss says so in its place, and fails without a message") {
  const TestMap map;
  const std::string line = "map lookup " + map.ref() + " key 1 0 0 0";
  const Result text = skep(line);
  CHECK(text.exit == 1);
  CHECK(text.out == "key:\n01 00 00 00\n\nNot found\n");
  CHECK(text.err.empty());
  const Result json = skep("-j " + line);
  CHECK(json.exit == 1);
  CHECK(json.out == "null\n");
}

TEST_CASE("a prefix is looked up by the longest match") {
  const TestMap map{{.type = BPF_MAP_TYPE_LPM_TRIE,
                     .key_size = 8,
                     .flags = BPF_F_NO_PREALLOC}};
  skep_ok("map update " + map.ref() + " key 8 0 0 0 10 0 0 0 value 1 2 3 4");
  check_lookup(map, "32 0 0 0 10 1 2 3");
  check_lookup(map, "32 0 0 0 11 1 2 3");
}

TEST_CASE("an update sets every kind of map, as bpftool's does") {
  for (const bpf_map_type type :
       {BPF_MAP_TYPE_HASH, BPF_MAP_TYPE_ARRAY, BPF_MAP_TYPE_LRU_HASH,
        BPF_MAP_TYPE_PERCPU_HASH, BPF_MAP_TYPE_PERCPU_ARRAY,
        BPF_MAP_TYPE_LRU_PERCPU_HASH}) {
    CAPTURE(type);
    const MapShape shape{.type = type, .value_size = 5};
    const TestMap ours{shape};
    const TestMap theirs{shape};
    const std::string words = " value 1 0x2 03 4 255 key hex 3 0 0 0";
    const Result result = skep("-j map update " + ours.ref() + words);
    REQUIRE(result.exit == 0);
    CHECK(result.json().is_null());
    REQUIRE(bpftool("map update " + theirs.ref() + words).exit == 0);
    CHECK(skep_ok("map dump " + ours.ref()).out ==
          bpftool("map dump " + theirs.ref()).out);
  }
}

TEST_CASE("an update gives every CPU the value") {
  const TestMap map{{.type = BPF_MAP_TYPE_PERCPU_ARRAY, .value_size = 3}};
  skep_ok("map update " + map.ref() + " key 1 0 0 0 value 7 8 9");
  const auto shown =
      skep_ok("-j map lookup " + map.ref() + " key 1 0 0 0").json();
  const auto cpus = possible_cpus();
  REQUIRE(shown["values"].size() == cpus.size());
  for (std::size_t i = 0; i < cpus.size(); ++i) {
    CHECK(shown["values"][i]["cpu"] == cpus[i]);
    CHECK(shown["values"][i]["value"] ==
          nlohmann::ordered_json{"0x07", "0x08", "0x09"});
  }
}

TEST_CASE("exist and noexist hold an update back") {
  const TestMap map;
  const std::string update = "map update " + map.ref() + " key 1 0 0 0 value ";
  check_fails(update + "1 0 0 0 exist", 1, {map.name(), "no such key"});
  skep_ok(update + "1 0 0 0 noexist");
  check_fails(update + "2 0 0 0 noexist", 1, {map.name(), "there already"});
  CHECK(value_in<int>(map, 1) == 1);
  skep_ok(update + "3 0 0 0 exist");
  CHECK(value_in<int>(map, 1) == 3);
  skep_ok(update + "4 0 0 0 any");
  CHECK(value_in<int>(map, 1) == 4);
}

TEST_CASE("a full map and an index out of range say how many fit") {
  const TestMap hash{{.max_entries = 1}};
  skep_ok("map update " + hash.ref() + " key 1 0 0 0 value 1 0 0 0");
  check_fails("map update " + hash.ref() + " key 2 0 0 0 value 1 0 0 0", 1,
              {hash.name(), "room for 1 entries"});
  const TestMap array{{.type = BPF_MAP_TYPE_ARRAY, .max_entries = 2}};
  check_fails("map update " + array.ref() + " key 2 0 0 0 value 1 0 0 0", 1,
              {array.name(), "room for 2 entries"});
}

TEST_CASE("bytes out of range are wrong use, and change nothing") {
  const TestMap map;
  const std::string update = "map update " + map.ref();
  const std::string value = " value 1 0 0 0";
  check_fails(update + " key 256 0 0 0" + value, 2,
              {"byte 1 of the key", "256"});
  check_fails(update + " key 0 0x1ff 0 0" + value, 2, {"byte 2", "0x1ff"});
  check_fails(update + " key -1 0 0 0" + value, 2, {"byte 1", "-1"});
  check_fails(update + " key 0 0 08 0" + value, 2, {"byte 3", "08"});
  check_fails(update + " key hex 0 0 0 100" + value, 2, {"byte 4", "00 to ff"});
  check_fails(update + " key '' 0 0 0" + value, 2, {"byte 1", "''"});
  check_fails(update + " key 1 2 3" + value, 2,
              {"the key needs 4 bytes, not 3", map.name(), "values have 4"});
  check_fails(update + " key 1 2 3 4 5" + value, 2, {"not more: '5'"});
  check_fails(update + " key 1 2 3 4", 2, {"the value is missing"});
  check_fails(update + value, 2, {"the key is missing"});
  check_fails(update, 2, {"the key is missing"});
  check_fails(update + " key 1 2 3 4 valu 1 2 3 4 5", 2, {"not more"});
  check_fails(update + " nokey", 2, {"'key', 'value'", "'nokey'"});
  CHECK(skep_ok("map dump " + map.ref()).out == "Found 0 elements\n");
}

TEST_CASE("a deleted key is gone") {
  const TestMap map;
  map.set(1, 2);
  const std::string line = "map delete " + map.ref() + " key 1 0 0 0";
  CHECK(skep_ok("-j " + line).json().is_null());
  CHECK(value_in<int>(map, 1) == std::nullopt);
  check_fails(line, 1, {map.name(), "no such key"});
  check_fails("map delete " + map.ref(), 2, {"the key is missing"});
  check_fails("map delete " + map.ref() + " key 1 0 0 0 value 1 0 0 0", 2,
              {"'value'"});
  const TestMap array{{.type = BPF_MAP_TYPE_ARRAY}};
  check_fails("map delete " + array.ref() + " key 1 0 0 0", 1,
              {"always has all its elements"});
}

TEST_CASE("maps of maps take a map by id, name or pin") {
  const TestMap inner;
  const Fd inner_map = inner.open();
  for (const bpf_map_type type :
       {BPF_MAP_TYPE_ARRAY_OF_MAPS, BPF_MAP_TYPE_HASH_OF_MAPS}) {
    const TestMap map{{.type = type, .inner_map = inner_map.get()}};
    const std::string update =
        "map update " + map.ref() + " key 1 0 0 0 value ";
    for (const std::string& ref :
         {inner.ref(), "name " + inner.name(), "pinned " + inner.pin()}) {
      skep_ok(update + ref);
      check_lookup(map, "1 0 0 0");
      skep_ok("map delete " + map.ref() + " key 1 0 0 0");
    }
    check_lookup(map, "1 0 0 0");
    check_fails(update + "1 2 3 4", 2, {"must be a map", "id ID"});
    check_fails(update + "id", 2, {"must be a map"});
    check_fails(update + "id 4294967294", 1, {"no map with id 4294967294"});
    const TestMap odd{{.key_size = 8}};
    check_fails(update + odd.ref(), 1, {map.name(), "Invalid argument"});
  }
}

TEST_CASE("a program array takes a program, and warns when it may forget it") {
  const TestMap map{{.type = BPF_MAP_TYPE_PROG_ARRAY}};
  const Fd holder = map.open();
  const Fd prog = load_idle_prog(BPF_PROG_TYPE_SOCKET_FILTER);
  const Bpffs bpffs;
  REQUIRE(bpf_obj_pin(prog.get(), (bpffs / "prog").c_str()) == 0);
  const std::string update = "map update " + map.ref() + " key 1 0 0 0 value ";
  const Result pinned = skep(update + "pinned " + bpffs / "prog");
  CHECK(pinned.exit == 0);
  CHECK(pinned.err.empty());
  check_lookup(map, "1 0 0 0");
  const std::uint32_t id = *value_in<std::uint32_t>(map, 1);
  const Result by_id = skep("-j " + update + "id " + std::to_string(id));
  CHECK(by_id.exit == 0);
  CHECK(by_id.json().is_null());
  CHECK(by_id.err.find("pin it") != std::string::npos);
  check_fails(update + "name no_such_prog", 1, {"no prog is named"});
}

TEST_CASE("values that the kernel keeps to itself are refused clearly") {
  const TestMap map{{.type = BPF_MAP_TYPE_PERF_EVENT_ARRAY}};
  check_fails("map lookup " + map.ref() + " key 0 0 0 0", 1,
              {map.name(), "perf_event_array"});
  const TestMap ring{{.type = BPF_MAP_TYPE_RINGBUF,
                      .key_size = 0,
                      .value_size = 0,
                      .max_entries = 4096}};
  check_fails("map update " + ring.ref(), 1, {ring.name(), "ringbuf"});
  check_fails("map lookup " + ring.ref(), 1, {ring.name(), "ringbuf"});
  check_fails("map update " + ring.ref() + " key 1", 2, {"has no keys"});
}

TEST_CASE("abbreviations mean what they mean in bpftool") {
  const TestMap map;
  map.set(1, 2);
  const std::string key = map.ref() + " k 1 0 0 0";
  CHECK(skep_ok("map lo " + key).out == skep_ok("map lookup " + key).out);
  CHECK(skep_ok("m d " + map.ref()).out ==
        skep_ok("map dump " + map.ref()).out);
  skep_ok("map u " + key + " v 3 0 0 0 a");
  CHECK(value_in<int>(map, 1) == 3);
  skep_ok("map de " + key);
  CHECK(value_in<int>(map, 1) == std::nullopt);
}

}  // namespace skep::test
