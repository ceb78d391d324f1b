// map dump, beside bpftool's on maps of every type that can be read.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <sys/socket.h>

#include <array>
#include <atomic>
#include <csignal>
#include <numeric>
#include <thread>

#include "src/sys/cpus.h"
#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/features.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/map_fixture.h"

namespace skep::test {
namespace {

constexpr std::size_t max_bytes = 64;

// Return `size` bytes that depend on `seed`.
Bytes some_bytes(std::size_t size, std::uint32_t seed) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i)
    bytes[i] = static_cast<Byte>(seed * 31 + i * 7);
  return bytes;
}

// Return an index of an array, or the bytes of a key.
Bytes key_of(const MapShape& shape, std::uint32_t seed) {
  if (shape.key_size != 4) return some_bytes(shape.key_size, seed);
  const ByteView index = bytes_of(seed);
  return {index.begin(), index.end()};
}

void fill(const TestMap& map, const MapShape& shape, std::uint32_t count) {
  // Enough for the values of all CPUs.
  const std::size_t room = std::size_t{max_bytes} * possible_cpus().size();
  for (std::uint32_t i = 0; i < count; ++i)
    map.set(ByteView{key_of(shape, i)}, ByteView{some_bytes(room, i)});
}

void check_full_dump(const MapShape& shape) {
  CAPTURE(shape.type);
  CAPTURE(shape.key_size);
  CAPTURE(shape.value_size);
  const TestMap map{shape};
  fill(map, shape, shape.max_entries);
  check_same_as_bpftool("map dump " + map.ref());
}

}  // namespace

TEST_CASE("hashes and arrays are dumped as bpftool dumps them") {
  for (const bpf_map_type type :
       {BPF_MAP_TYPE_HASH, BPF_MAP_TYPE_ARRAY, BPF_MAP_TYPE_LRU_HASH})
    check_full_dump({.type = type, .value_size = 8});
}

TEST_CASE("empty maps and single elements are dumped as bpftool dumps them") {
  const TestMap map;
  check_same_as_bpftool("map dump " + map.ref());
  map.set(1, 2);
  check_same_as_bpftool("map dump " + map.ref());
}

TEST_CASE("per-CPU values are dumped for every possible CPU") {
  for (const bpf_map_type type :
       {BPF_MAP_TYPE_PERCPU_HASH, BPF_MAP_TYPE_PERCPU_ARRAY,
        BPF_MAP_TYPE_LRU_PERCPU_HASH})
    for (const std::uint32_t size : {3U, 8U, 24U})
      check_full_dump({.type = type, .value_size = size, .max_entries = 3});
}

TEST_CASE("keys and values of any size are arranged as in bpftool") {
  for (const std::uint32_t key_size : {1U, 16U, 17U, 40U})
    for (const std::uint32_t value_size : {1U, 8U, 9U, 17U, 33U})
      check_full_dump(
          {.key_size = key_size, .value_size = value_size, .max_entries = 2});
}

TEST_CASE("prefixes are dumped as bpftool dumps them") {
  const TestMap map{{.type = BPF_MAP_TYPE_LPM_TRIE,
                     .key_size = 8,
                     .value_size = 4,
                     .flags = BPF_F_NO_PREALLOC}};
  check_same_as_bpftool("map dump " + map.ref());
  for (std::uint32_t i = 0; i < 8; ++i)
    map.set(std::array<std::uint32_t, 2>{8 + i, i * 77}, i);
  check_same_as_bpftool("map dump " + map.ref());
}

TEST_CASE("maps of maps show the ids of the maps in them") {
  const TestMap inner;
  for (const bpf_map_type type :
       {BPF_MAP_TYPE_ARRAY_OF_MAPS, BPF_MAP_TYPE_HASH_OF_MAPS}) {
    const Fd template_map = inner.open();
    const TestMap map{{.type = type, .inner_map = template_map.get()}};
    check_same_as_bpftool("map dump " + map.ref());
    map.set(std::uint32_t{1}, template_map.get());
    map.set(std::uint32_t{5}, template_map.get());
    check_same_as_bpftool("map dump " + map.ref());
    const auto elements = skep_ok("-j map dump " + map.ref()).json();
    REQUIRE(elements.size() == 2);
    CHECK("id " + elements[0]["inner_map_id"].dump() == inner.ref());
  }
}

TEST_CASE("program arrays show the programs in them") {
  const TestMap map{{.type = BPF_MAP_TYPE_PROG_ARRAY}};
  check_same_as_bpftool("map dump " + map.ref());
  const Fd holder = map.open();
  const Fd prog = load_idle_prog(BPF_PROG_TYPE_SOCKET_FILTER);
  map.set(std::uint32_t{2}, prog.get());
  check_same_as_bpftool("map dump " + map.ref());
  CHECK(skep_ok("-j map dump " + map.ref()).json().size() == 1);
}

TEST_CASE("slots without a value are shown as bpftool shows them") {
  const std::uint32_t loopback = 1;
  for (const bpf_map_type type :
       {BPF_MAP_TYPE_DEVMAP, BPF_MAP_TYPE_DEVMAP_HASH, BPF_MAP_TYPE_SOCKMAP,
        BPF_MAP_TYPE_REUSEPORT_SOCKARRAY}) {
    CAPTURE(type);
    const TestMap map{{.type = type, .value_size = 8, .max_entries = 3}};
    if (type == BPF_MAP_TYPE_DEVMAP || type == BPF_MAP_TYPE_DEVMAP_HASH)
      map.set(std::uint32_t{1}, std::uint64_t{loopback});
    check_same_as_bpftool("map dump " + map.ref());
  }
  const TestMap cpus{
      {.type = BPF_MAP_TYPE_CPUMAP, .value_size = 4, .max_entries = 1}};
  cpus.set(std::uint32_t{0}, std::uint32_t{192});
  check_same_as_bpftool("map dump " + cpus.ref());
}

TEST_CASE("a socket array whose values can't be read says so") {
  const TestMap map{
      {.type = BPF_MAP_TYPE_REUSEPORT_SOCKARRAY, .max_entries = 2}};
  check_same_as_bpftool("map dump " + map.ref());
  const Result result = skep("map dump " + map.ref());
  CHECK(result.out.find("<cannot read>") != std::string::npos);
  CHECK(result.err.find("4 bytes, not 8") != std::string::npos);
}

TEST_CASE("sockets in maps are shown by their cookies") {
  NEEDS(feature::unix_sockets_in_sockmaps);
  const TestMap map{
      {.type = BPF_MAP_TYPE_SOCKMAP, .value_size = 8, .max_entries = 2}};
  int ends[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
  const Fd one{ends[0]};
  const Fd other{ends[1]};
  const std::uint64_t fd = static_cast<std::uint64_t>(one.get());
  const std::uint32_t key = 1;
  REQUIRE(bpf_map_update_elem(map.open().get(), &key, &fd, BPF_ANY) == 0);
  check_same_as_bpftool("map dump " + map.ref());
}

TEST_CASE("several maps of a name are dumped behind their headers") {
  const Bpffs bpffs;
  const std::string name = unique_name("twin");
  const std::string shape = " type array key 4 value 4 entries 2 name " + name;
  REQUIRE(skep("map create " + bpffs / "a" + shape).exit == 0);
  check_same_as_bpftool("map dump name " + name);
  REQUIRE(skep("map create " + bpffs / "b" + shape).exit == 0);
  check_same_as_bpftool("map dump name " + name);
}

TEST_CASE("a map that has nothing to list refuses, and says what can be done") {
  struct Case {
    MapShape shape;
    std::string_view type;
    std::string_view hint;
  };
  const std::vector<Case> cases{
      {{.type = BPF_MAP_TYPE_QUEUE, .key_size = 0}, "queue", "map peek"},
      {{.type = BPF_MAP_TYPE_STACK, .key_size = 0}, "stack", "map pop"},
      {{.type = BPF_MAP_TYPE_BLOOM_FILTER, .key_size = 0},
       "bloom_filter",
       "map peek MAP value"},
      {{.type = BPF_MAP_TYPE_RINGBUF,
        .key_size = 0,
        .value_size = 0,
        .max_entries = 4096},
       "ringbuf",
       "consumer"}};
  for (const Case& one : cases) {
    CAPTURE(one.type);
    const TestMap map{one.shape};
    check_fails("map dump " + map.ref(), 1,
                {"can't be listed", one.type, one.hint, map.name()});
  }
}

TEST_CASE("a large map is dumped whole" * doctest::test_suite("sizes")) {
  constexpr std::uint32_t count = 100'000;
  const TestMap map{{.value_size = 8, .max_entries = count}};
  std::vector<std::uint32_t> keys(count);
  std::iota(keys.begin(), keys.end(), 0);
  const std::vector<std::uint64_t> values(keys.begin(), keys.end());
  std::uint32_t filled = count;
  REQUIRE(bpf_map_update_batch(map.open().get(), keys.data(), values.data(),
                               &filled, nullptr) == 0);
  for (const std::string format : {"", "-j "}) {
    const std::string line = format + "map dump " + map.ref();
    // Compared outside of CHECK, which would print megabytes.
    const bool is_same = skep_ok(line).out == bpftool(line).out;
    CHECK(is_same);
  }
}

TEST_CASE("a bucket that is larger than a batch is read whole") {
  // Values so large that a batch begins with one: two keys of 16 will share a
  // bucket, whatever the seed of the hash.
  constexpr std::uint32_t size = 140'000;
  const TestMap map{{.value_size = size, .max_entries = 16}};
  for (std::uint32_t i = 0; i < 16; ++i)
    map.set(bytes_of(i), Bytes(size, static_cast<Byte>(i)));
  const std::string line = "map dump " + map.ref();
  const bool is_same = skep_ok(line).out == bpftool(line).out;
  CHECK(is_same);
}

TEST_CASE("a dump ends while the map changes, and is valid") {
  const TestMap map{{.max_entries = 5'000}};
  std::atomic<bool> is_over = false;
  std::thread churn{[&] {
    const Fd fd = map.open();
    for (std::uint32_t i = 0; !is_over; ++i) {
      const std::uint32_t old = i - 2'000;
      bpf_map_update_elem(fd.get(), &i, &i, BPF_ANY);
      bpf_map_delete_elem(fd.get(), &old);
    }
  }};
  for (int i = 0; i < 5; ++i)
    CHECK(skep_ok("-j map dump " + map.ref()).json().is_array());
  is_over = true;
  churn.join();
}

TEST_CASE("a full disk and a closed pipe are failures") {
  const TestMap map{{.type = BPF_MAP_TYPE_ARRAY, .max_entries = 10'000}};
  for (const std::string format : {"", "-j "}) {
    const Result full =
        skep(format + "map dump " + map.ref(), {.output_file = "/dev/full"});
    CHECK(full.exit == 1);
    CHECK(full.err.find("No space left") != std::string::npos);
  }
  const Result closed =
      shell(skep_program() + " map dump " + map.ref() + " | head -1");
  CHECK(closed.err.empty());
}

TEST_CASE("an interrupted dump is one valid document that says so" *
          doctest::test_suite("sizes")) {
  const TestMap map{
      {.type = BPF_MAP_TYPE_ARRAY, .value_size = 64, .max_entries = 100'000}};
  // Nobody reads beyond the first line until the dump has been stopped.
  Background dump{{skep_program(), "-p", "map", "dump", "pinned", map.pin()}};
  const std::string start = dump.first_line();
  dump.signal(SIGINT);
  const Result result = dump.wait();
  CHECK(result.exit == 130);
  const auto document = nlohmann::json::parse(start + result.out);
  CHECK(document.back()["error"] == "interrupted");
}

TEST_CASE("the maps in a map are dumped behind it, each once") {
  const TestMap inner;
  inner.set(1, 2);
  const Fd inner_map = inner.open();
  const TestMap outer{
      {.type = BPF_MAP_TYPE_ARRAY_OF_MAPS, .inner_map = inner_map.get()}};
  for (const std::uint32_t key : {0U, 2U}) outer.set(key, inner_map.get());
  const std::string line = "map dump " + outer.ref() + " --recursive";
  const auto maps = skep_ok("-j " + line).json();
  REQUIRE(maps.size() == 2);
  CHECK(maps[0]["name"] == outer.name());
  CHECK(maps[0]["elements"].size() == 2);
  CHECK("id " + maps[1]["id"].dump() == inner.ref());
  CHECK(maps[1]["elements"] == skep_ok("-j map dump " + inner.ref()).json());
  const std::string text = skep_ok(line).out;
  CHECK(text.find(skep_ok("map dump " + outer.ref()).out) != text.npos);
  CHECK(text.ends_with(skep_ok("map dump " + inner.ref()).out));
}

TEST_CASE("inner maps that can't be listed are told, others are no maps") {
  const TestMap ring{{.type = BPF_MAP_TYPE_RINGBUF,
                      .key_size = 0,
                      .value_size = 0,
                      .max_entries = 65536}};
  const Fd inner_map = ring.open();
  const TestMap outer{
      {.type = BPF_MAP_TYPE_HASH_OF_MAPS, .inner_map = inner_map.get()}};
  outer.set(7, inner_map.get());
  const std::string line = "map dump " + outer.ref() + " --recursive";
  const auto maps = skep_ok("-j " + line).json();
  REQUIRE(maps.size() == 2);
  CHECK(maps[1]["elements"].is_null());
  CHECK(skep_ok(line).out.find("can't be listed") != std::string::npos);
  check_fails("map dump " + ring.ref() + " --recursive", 1,
              {ring.name(), "can't be listed"});
  const TestMap hash;
  const std::string dump = "map dump " + hash.ref() + " --recursive";
  CHECK(skep_ok("-j " + dump).json().size() == 1);
  check_fails(dump + " --type u32", 2, {"--recursive goes with no other"});
}

}  // namespace skep::test
