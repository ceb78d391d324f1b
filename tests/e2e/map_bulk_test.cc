// map export, import, copy, clear, diff.
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <random>

#include "src/sys/cpus.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"
#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/map_fixture.h"
#include "tests/unit/random_types.h"

namespace skep::test {
namespace {

using u32 = std::uint32_t;
using Elements = std::map<Bytes, Bytes>;

// Return all the elements of a map, whatever they are.
Elements elements_of(const Fd& map) {
  const auto info = info_of<bpf_map_info>(map);
  const bool is_per_cpu = info.type == BPF_MAP_TYPE_PERCPU_HASH ||
                          info.type == BPF_MAP_TYPE_PERCPU_ARRAY ||
                          info.type == BPF_MAP_TYPE_LRU_PERCPU_HASH;
  Elements elements;
  Bytes key(info.key_size);
  Bytes value(is_per_cpu
                  ? (info.value_size + 7) / 8 * 8 * possible_cpus().size()
                  : info.value_size);
  for (const void* before = nullptr;
       bpf_map_get_next_key(map.get(), before, key.data()) == 0;
       before = key.data())
    if (bpf_map_lookup_elem(map.get(), key.data(), value.data()) == 0)
      elements[key] = value;
  return elements;
}

// A map with types that the kernel knows.
class TypedMap {
 public:
  TypedMap(btf::TestBtf& btf, const btf::RandomTypes::Made& key,
           const btf::RandomTypes::Made& value) {
    check(btf__load_into_kernel(btf.get_mutable()), "can't load a BTF");
    bpf_map_create_opts options{};
    options.sz = sizeof options;
    options.btf_fd = static_cast<u32>(btf__fd(btf.get()));
    options.btf_key_type_id = key.id;
    options.btf_value_type_id = value.id;
    fd_ = Fd{check(bpf_map_create(BPF_MAP_TYPE_HASH, "skep_typed", key.size,
                                  value.size, 64, &options),
                   "can't create a map")};
  }
  [[nodiscard]] const Fd& fd() const { return fd_; }
  [[nodiscard]] std::string ref() const {
    return "id " + std::to_string(info_of<bpf_map_info>(fd_).id);
  }

 private:
  Fd fd_;
};

void set(const Fd& map, ByteView key, ByteView value) {
  check(bpf_map_update_elem(map.get(), key.data(), value.data(), BPF_ANY),
        "can't fill a map");
}

// Fill a map with elements whose bytes count.
void fill(const TestMap& map, u32 count) {
  const auto info = info_of<bpf_map_info>(map.open());
  for (u32 i = 0; i < count; ++i) {
    Bytes key(info.key_size);
    // An index, or the bits of a prefix.
    key[0] = static_cast<Byte>(info.type == BPF_MAP_TYPE_LPM_TRIE ? 8 : i);
    if (info.key_size > 4) key[4] = static_cast<Byte>(i);
    Bytes values(std::size_t{info.value_size + 7} / 8 * 8 *
                 possible_cpus().size());
    for (std::size_t at = 0; at < values.size(); at += 8)
      values[at] = static_cast<Byte>(16 * i + at / 8 + 1);
    map.set(key, values);
  }
}

// Export a map, clear it and import it again.
void check_round_trip(const std::string& ref, const Fd& map,
                      const std::string& form) {
  CAPTURE(form);
  const TempDir dir;
  const Elements before = elements_of(map);
  const std::string file = dir / "elements";
  skep_ok("map export " + ref + " " + file + " --format " + form);
  skep_ok("map clear " + ref);
  CHECK(elements_of(map) != before);
  skep_ok("map import " + ref + " " + file);
  CHECK(elements_of(map) == before);
}

constexpr const char* forms[]{"ndjson", "json", "csv", "binary"};

// Before Linux 6.16 each CPU takes 128 free elements of an LRU map at a time,
// and a small map loses what it has.
constexpr u32 roomy = 4096;

std::string import_line(const TestMap& map, const std::string& file) {
  return "map import " + map.ref() + " " + file;
}

}  // namespace

TEST_CASE("maps of every type with plain values survive a round trip") {
  for (const MapShape& shape : std::initializer_list<MapShape>{
           {.type = BPF_MAP_TYPE_HASH},
           {.type = BPF_MAP_TYPE_HASH, .key_size = 9, .value_size = 3},
           {.type = BPF_MAP_TYPE_ARRAY},
           {.type = BPF_MAP_TYPE_PERCPU_HASH, .value_size = 4},
           {.type = BPF_MAP_TYPE_PERCPU_ARRAY, .value_size = 12},
           {.type = BPF_MAP_TYPE_LRU_HASH, .max_entries = roomy},
           {.type = BPF_MAP_TYPE_LRU_PERCPU_HASH, .max_entries = roomy},
           {.type = BPF_MAP_TYPE_LPM_TRIE,
            .key_size = 8,
            .flags = BPF_F_NO_PREALLOC}}) {
    CAPTURE(shape.type);
    const TestMap map{shape};
    fill(map, 5);
    for (const char* form : forms)
      check_round_trip(map.ref(), map.open(), form);
  }
}

TEST_CASE("maps of random types survive a round trip") {
  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  btf::RandomTypes::Engine engine{seed};
  for (int i = 0; i < 5; ++i) {
    btf::RandomTypes types{engine};
    const auto key = types.structure(1);
    const auto value = types.structure(2);
    const TypedMap map{types.btf(), key, value};
    for (int n = 0; n < 20; ++n)
      set(map.fd(), types.value(key), types.value(value));
    for (const char* form : forms) check_round_trip(map.ref(), map.fd(), form);
  }
}

TEST_CASE("what bpftool dumps can be imported") {
  const Loaded maps{"maps"};
  const Fd map{::dup(maps.map_fd("colors"))};
  const std::string ref = "id " + std::to_string(info_of<bpf_map_info>(map).id);
  skep_ok("map update " + ref + " key 1 value blue");
  skep_ok("map update " + ref + " key 2 value green");
  const Elements before = elements_of(map);
  for (const char* option : {"-j ", "-p "}) {
    const Result dump = bpftool(option + ("map dump " + ref));
    skep_ok("map clear " + ref);
    CHECK(skep("map import " + ref + " -", {.input = dump.out}).out ==
          "imported 3 elements\n");
    CHECK(elements_of(map) == before);
  }
}

TEST_CASE("lines of elements are read from standard input") {
  const TestMap map;
  const Result result =
      skep("-j map import " + map.ref() + " -",
           {.input = "{\"key\":\"01000000\",\"value\":\"0b000000\"}\n\n"
                     "{\"key\":\"02000000\",\"value\":\"0c000000\"}"});
  CHECK(result.json()["imported"] == 2);
  CHECK(elements_of(map.open()) ==
        Elements{{{1, 0, 0, 0}, {11, 0, 0, 0}}, {{2, 0, 0, 0}, {12, 0, 0, 0}}});
  CHECK(skep("map import " + map.ref() + " -").out == "imported 0 elements\n");
}

TEST_CASE("an export to standard output has nothing but the elements") {
  const TestMap map;
  map.set(u32{1}, u32{2});
  const std::string line = "map export " + map.ref() + " -";
  CHECK(skep_ok(line).out ==
        "{\"key\":[\"0x01\",\"0x00\",\"0x00\",\"0x00\"],"
        "\"value\":[\"0x02\",\"0x00\",\"0x00\",\"0x00\"]}\n");
  CHECK(skep_ok("-j " + line).out == skep_ok("-j map dump " + map.ref()).out);
  CHECK(skep_ok(line + " --format json").out ==
        skep_ok("-j map dump " + map.ref()).out);
  const Result refused = skep("-j " + line + " --format binary");
  CHECK(refused.exit == 2);
  CHECK(refused.json().contains("error"));
}

TEST_CASE("a file with anything wrong is not imported at all") {
  const TestMap map{{.type = BPF_MAP_TYPE_ARRAY}};
  const TempDir dir;
  const std::string good = "{\"key\":\"00000000\",\"value\":\"01000000\"}\n";
  const std::string file = dir / "bad.ndjson";
  const Elements before = elements_of(map.open());
  for (const std::string bad :
       {"{\"key\":\"00000000\"}", "{\"key\":\"000000\",\"value\":\"00000000\"}",
        "{\"key\":\"08000000\",\"value\":\"00000000\"}", "{", "x"}) {
    CAPTURE(bad);
    write_file(file, good + bad + "\n");
    check_fails(import_line(map, file), 1, {file + ":2"});
    CHECK(elements_of(map.open()) == before);
  }
  skep_ok("map export " + map.ref() + " " + file + " --format binary");
  std::string text = read_text(file);
  text[text.size() - 17] = '\x01';  // the end of the last value
  write_file(file, text);
  check_fails(import_line(map, file), 1, {file, "checksum"});
  CHECK(elements_of(map.open()) == before);
}

TEST_CASE("a full map tells how much of a file was written") {
  const TestMap map{{.max_entries = 3}};
  const TempDir dir;
  const std::string file = dir / "many.ndjson";
  std::string lines;
  for (int i = 0; i < 5; ++i)
    lines +=
        fmt::format("{{\"key\":\"0{}000000\",\"value\":\"00000000\"}}\n", i);
  write_file(file, lines);
  check_fails(import_line(map, file), 1,
              {map.name(), "is full: 3 elements written", file + ":4", "0x03",
               "room for 3 entries"});
  CHECK(elements_of(map.open()).size() == 3);
}

TEST_CASE("--noexist and --exist say which element is in the way") {
  const TestMap map;
  map.set(u32{2}, u32{9});
  const TempDir dir;
  const std::string file = dir / "two.ndjson";
  write_file(file,
             "{\"key\":\"01000000\",\"value\":\"05000000\"}\n"
             "{\"key\":\"02000000\",\"value\":\"05000000\"}\n");
  check_fails(import_line(map, file) + " --exist", 1,
              {file + ":1", "there is no such key", "0 elements"});
  const Result result = skep(import_line(map, file) + " --noexist");
  CHECK(result.err.find(file + ":2") != std::string::npos);
  CHECK(result.err.find("1 element written before") != std::string::npos);
  CHECK(elements_of(map.open())[{2, 0, 0, 0}] == Bytes{9, 0, 0, 0});
  CHECK(skep_ok(import_line(map, file) + " --exist").exit == 0);
  check_fails(import_line(map, file) + " --exist --noexist", 2, {"exclude"});
}

TEST_CASE("a frozen map, and one that holds no bytes, are refused at once") {
  const TempDir dir;
  write_file(dir / "none", "not even read");
  const TestMap frozen;
  skep_ok("map freeze " + frozen.ref());
  check_fails(import_line(frozen, dir / "none"), 1, {"the map is frozen"});
  check_fails("map clear " + frozen.ref(), 1, {"the map is frozen"});
  const TestMap sockets{{.type = BPF_MAP_TYPE_SOCKMAP}};
  check_fails(import_line(sockets, dir / "none"), 1,
              {"sockmap", "can't write"});
}

TEST_CASE("maps of maps and programs survive a round trip, and are copied") {
  const TestMap inner;
  const Fd prog = load_idle_prog(BPF_PROG_TYPE_SOCKET_FILTER);
  const Fd inner_fd = inner.open();
  for (const bpf_map_type type :
       {BPF_MAP_TYPE_ARRAY_OF_MAPS, BPF_MAP_TYPE_HASH_OF_MAPS,
        BPF_MAP_TYPE_PROG_ARRAY}) {
    CAPTURE(type);
    const bool holds_progs = type == BPF_MAP_TYPE_PROG_ARRAY;
    const MapShape shape{.type = type, .inner_map = inner_fd.get()};
    const TestMap map{shape};
    // Without a user the kernel empties an array of programs.
    const Fd kept = map.open();
    for (const u32 key : {1U, 3U})
      map.set(key, holds_progs ? prog.get() : inner_fd.get());
    for (const char* form : forms) check_round_trip(map.ref(), kept, form);
    const TestMap other{shape};
    const Fd kept_other = other.open();
    CHECK(skep_ok("map copy " + map.ref() + " " + other.ref()).out ==
          "copied 2 elements\n");
    CHECK(elements_of(kept_other) == elements_of(kept));
    const TestMap numbers;
    check_fails("map copy " + map.ref() + " " + numbers.ref(), 1,
                {"do not hold the same"});
  }
}

TEST_CASE("a map that is not there any more is not imported by its id") {
  const TestMap inner;
  const Fd inner_fd = inner.open();
  const TestMap map{
      {.type = BPF_MAP_TYPE_HASH_OF_MAPS, .inner_map = inner_fd.get()}};
  const TempDir dir;
  const std::string file = dir / "elements";
  write_file(file, "{\"key\":\"01000000\",\"value\":\"ffffff7f\"}\n");
  check_fails(import_line(map, file), 1,
              {file + ":1", "there is no map with id 2147483647"});
}

TEST_CASE("elements are copied to a map of another type, and stay") {
  const TestMap from;
  const TestMap to{{.type = BPF_MAP_TYPE_LRU_HASH, .max_entries = roomy}};
  fill(from, 5);
  to.set(u32{77}, u32{1});
  CHECK(
      skep_ok("-j map copy " + from.ref() + " " + to.ref()).json()["copied"] ==
      5);
  Elements expected = elements_of(from.open());
  expected[{77, 0, 0, 0}] = {1, 0, 0, 0};
  CHECK(elements_of(to.open()) == expected);
}

TEST_CASE("maps that differ too much are not copied") {
  const TestMap from;
  const std::string line = "map copy " + from.ref() + " ";
  const TestMap wide{{.value_size = 8}};
  check_fails(line + wide.ref(), 1, {"values 4 and 8"});
  const TestMap per_cpu{{.type = BPF_MAP_TYPE_PERCPU_HASH}};
  check_fails(line + per_cpu.ref(), 1, {"for each CPU"});
  const TestMap array{{.type = BPF_MAP_TYPE_ARRAY, .max_entries = 100}};
  check_fails("map copy " + array.ref() + " " + from.ref(), 1,
              {"has 100 elements"});
  const TestMap small{{.max_entries = 2}};
  fill(from, 5);
  check_fails(line + small.ref(), 1, {"is full: 2 elements written"});
}

TEST_CASE("a cleared map is empty, an array is zero") {
  const TestMap hash{{.max_entries = 6000}};
  for (u32 i = 0; i < 5000; ++i) hash.set(i, i);
  CHECK(skep_ok("map clear " + hash.ref()).out == "cleared 5000 elements\n");
  CHECK(elements_of(hash.open()).empty());
  const TestMap queue{{.type = BPF_MAP_TYPE_QUEUE, .key_size = 0}};
  const u32 item = 7;
  for (int i = 0; i < 3; ++i) queue.set({}, bytes_of(item));
  CHECK(skep_ok("-j map clear " + queue.ref()).json()["cleared"] == 3);
  const TestMap programs{{.type = BPF_MAP_TYPE_PROG_ARRAY}};
  const Fd prog = load_idle_prog(BPF_PROG_TYPE_SOCKET_FILTER);
  const Fd kept = programs.open();
  programs.set(u32{3}, prog.get());
  CHECK(skep_ok("map clear " + programs.ref()).out == "cleared 1 element\n");
  const TestMap bloom{{.type = BPF_MAP_TYPE_BLOOM_FILTER, .key_size = 0}};
  check_fails("map clear " + bloom.ref(), 1, {"can't be listed"});
}

TEST_CASE("a queue takes what a file has") {
  const TestMap queue{{.type = BPF_MAP_TYPE_QUEUE, .key_size = 0}};
  CHECK(skep("map import " + queue.ref() + " -",
             {.input = "{\"value\":\"07000000\"}\n{\"value\":\"08000000\"}\n"})
            .out == "imported 2 elements\n");
  CHECK(skep_ok("-j map pop " + queue.ref()).json()["value"][0] == "0x07");
}

TEST_CASE("two maps are compared element by element") {
  const TestMap a;
  const TestMap b;
  const std::string line = "map diff " + a.ref() + " " + b.ref();
  fill(a, 3);
  fill(b, 3);
  CHECK(skep_ok(line).out.empty());
  CHECK(skep_ok("-j " + line).json().empty());
  a.set(u32{8}, u32{1});
  b.set(u32{9}, u32{1});
  b.set(u32{2}, u32{7});
  const Result text = skep(line);
  CHECK(text.exit == 1);
  CHECK(text.err.empty());
  CHECK(text.out.find("- {\"key\":[\"0x08\"") != std::string::npos);
  CHECK(text.out.find("\n+ {\"key\":[\"0x09\"") != std::string::npos);
  CHECK(text.out.find(": value 33 -> 7\n") != std::string::npos);
  const auto json = skep("-j " + line).json();
  CHECK(json.size() == 3);
  std::map<std::string, nlohmann::json> changes;
  for (const auto& change : json) changes[change["change"]] = change;
  CHECK(changes["removed"]["key"][0] == "0x08");
  CHECK(changes["added"]["key"][0] == "0x09");
  CHECK(changes["changed"]["from"][0] == "0x21");
  CHECK(changes["changed"]["fields"][0]["to"] == "7");
}

TEST_CASE("typed maps are compared by their members") {
  const Loaded one{"maps"};
  const Loaded other{"maps"};
  const auto ref = [](const Loaded& object, const char* map) {
    const Fd fd{::dup(object.map_fd(map))};
    return "id " + std::to_string(info_of<bpf_map_info>(fd).id);
  };
  const std::string a = ref(one, "records");
  const std::string b = ref(other, "records");
  skep_ok("map update " + a + " key .pid=1 value .count=5,.number=7");
  skep_ok("map update " + b + " key .pid=1 value .count=6,.number=7");
  const Result result = skep("map diff " + a + " " + b);
  CHECK(result.out.find("count 5 -> 6") != std::string::npos);
  CHECK(result.out.find("number") == std::string::npos);
  check_fails("map diff " + a + " " + ref(one, "colors"), 1, {"keys have"});
}

TEST_CASE("values separated by commas are read by their columns") {
  const TestMap map;
  CHECK(skep("map import " + map.ref() + " -",
             {.input = "value,key\n11,1\n12,2\n"})
            .out == "imported 2 elements\n");
  CHECK(elements_of(map.open()) ==
        Elements{{{1, 0, 0, 0}, {11, 0, 0, 0}}, {{2, 0, 0, 0}, {12, 0, 0, 0}}});
  const TempDir dir;
  write_file(dir / "short.csv", "key,value\n1,2\n3\n");
  check_fails(import_line(map, dir / "short.csv"), 1,
              {"short.csv:3", "1 cells for 2 columns"});
}

}  // namespace skep::test
