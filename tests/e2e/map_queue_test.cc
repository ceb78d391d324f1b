// map push, pop and peek, beside bpftool's, on what has no keys.
#include <doctest/doctest.h>

#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/map_fixture.h"

namespace skep::test {
namespace {

MapShape without_keys(bpf_map_type type) {
  return {.type = type, .key_size = 0, .max_entries = 3};
}

// Check what a verb prints for two maps that hold the same.
void check_same(const std::string& verb, const TestMap& ours,
                const TestMap& theirs) {
  const std::string words = "map " + verb + " ";
  check_same_text(words, skep(words + ours.ref()),
                  bpftool(words + theirs.ref()));
  check_same_json(words, skep("-j " + words + ours.ref()),
                  bpftool("-j " + words + theirs.ref()));
}

}  // namespace

TEST_CASE("queues and stacks give back what they were given") {
  for (const bpf_map_type type : {BPF_MAP_TYPE_QUEUE, BPF_MAP_TYPE_STACK}) {
    CAPTURE(type);
    const TestMap ours{without_keys(type)};
    const TestMap theirs{without_keys(type)};
    for (const std::string value : {"1 2 3 4", "hex a b c d"}) {
      CHECK(skep_ok("-j map push " + ours.ref() + " value " + value)
                .json()
                .is_null());
      REQUIRE(bpftool("map push " + theirs.ref() + " value " + value).exit ==
              0);
    }
    check_same("peek", ours, theirs);
    check_same("pop", ours, theirs);
    check_same("peek", ours, theirs);
  }
}

TEST_CASE("enqueue and dequeue are push and pop") {
  const TestMap map{without_keys(BPF_MAP_TYPE_QUEUE)};
  skep_ok("map enqueue " + map.ref() + " value 1 0 0 0");
  skep_ok("map en " + map.ref() + " v 2 0 0 0");
  skep_ok("map pu " + map.ref() + " v 3 0 0 0");
  CHECK(skep_ok("map deq " + map.ref()).out == "value: 01 00 00 00\n");
  CHECK(skep_ok("map dequeue " + map.ref()).out == "value: 02 00 00 00\n");
  CHECK(skep_ok("map po " + map.ref()).out == "value: 03 00 00 00\n");
}

TEST_CASE("an empty queue is an error in text and null in JSON") {
  const TestMap map{without_keys(BPF_MAP_TYPE_QUEUE)};
  const Result text = skep("map pop " + map.ref());
  CHECK(text.exit == 1);
  CHECK(text.out.empty());
  CHECK(text.err.find("is empty") != std::string::npos);
  const Result json = skep("-j map pop " + map.ref());
  CHECK(json.exit == 1);
  CHECK(json.out == "null\n");
  check_same("peek", map, map);
  check_same("pop", map, map);
}

TEST_CASE("a full queue refuses, or forgets the oldest") {
  const TestMap map{without_keys(BPF_MAP_TYPE_QUEUE)};
  for (const std::string value : {"1", "2", "3"})
    skep_ok("map push " + map.ref() + " value " + value + " 0 0 0");
  check_fails("map push " + map.ref() + " value 4 0 0 0", 1,
              {map.name(), "room for 3 entries"});
  skep_ok("map push " + map.ref() + " value 4 0 0 0 exist");
  CHECK(skep_ok("map peek " + map.ref()).out == "value: 02 00 00 00\n");
}

TEST_CASE("a queue has no keys") {
  const TestMap map{without_keys(BPF_MAP_TYPE_QUEUE)};
  check_fails("map push " + map.ref() + " key 1 value 1 0 0 0", 2,
              {"has no keys"});
  check_fails("map push " + map.ref(), 2, {"the value is missing"});
  check_fails("map pop " + map.ref() + " key 1", 2, {"has no keys"});
  check_fails("map peek " + map.ref() + " value 1 0 0 0", 2, {"'value'"});
}

TEST_CASE("a bloom filter is asked for a value") {
  const TestMap map{without_keys(BPF_MAP_TYPE_BLOOM_FILTER)};
  skep_ok("map push " + map.ref() + " value 1 2 3 4");
  const std::string peek = "map peek " + map.ref() + " value ";
  CHECK(skep_ok(peek + "1 2 3 4").out == "value: 01 02 03 04\n");
  const Result miss = skep(peek + "4 3 2 1");
  CHECK(miss.exit == 1);
  CHECK(miss.out.find("Not found") != std::string::npos);
  CHECK(skep("-j " + peek + "4 3 2 1").out == "null\n");
  check_fails("map peek " + map.ref(), 2, {"the value is missing"});
}

TEST_CASE("a hash element is taken by its key") {
  const TestMap map;
  map.set(1, 2);
  const std::string line = "map pop " + map.ref() + " key 1 0 0 0";
  CHECK(skep_ok(line).out == "key: 01 00 00 00  value: 02 00 00 00\n");
  check_fails("map pop " + map.ref(), 2, {"the key is missing"});
  const Result gone = skep(line);
  CHECK(gone.exit == 1);
  CHECK(gone.err.find("no such key") != std::string::npos);
}

}  // namespace skep::test
