// Keys and values as people write them: prefixes, values of single CPUs.
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <doctest/doctest.h>
#include <unistd.h>

#include <memory>

#include "src/sys/bytes.h"
#include "src/sys/cpus.h"
#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/map_fixture.h"

namespace skep::test {
namespace {

using Json = nlohmann::ordered_json;

const MapShape trie{
    .type = BPF_MAP_TYPE_LPM_TRIE, .key_size = 8, .flags = BPF_F_NO_PREALLOC};

// Return what a lookup shows in JSON of the key 1 of a per-CPU map.
Json values_in(const TestMap& map) {
  return skep_ok("-j map lookup " + map.ref() + " key 1 0 0 0")
      .json()["values"];
}

// Return the first byte of each CPU's value.
std::vector<std::string> first_bytes(const TestMap& map) {
  std::vector<std::string> bytes;
  for (const Json& value : values_in(map))
    bytes.push_back(value["value"][0].get<std::string>());
  return bytes;
}

constexpr bpf_map_type per_cpu_types[] = {BPF_MAP_TYPE_PERCPU_HASH,
                                          BPF_MAP_TYPE_PERCPU_ARRAY,
                                          BPF_MAP_TYPE_LRU_PERCPU_HASH};

// Make a trie whose keys are { __u32 prefixlen; __u8 addr[4]; } for the kernel.
Fd make_typed_trie(const std::string& name) {
  const std::unique_ptr<btf, void (*)(btf*)> types{btf__new_empty(), btf__free};
  const int u32 = btf__add_int(types.get(), "__u32", 4, 0);
  const int u8 = btf__add_int(types.get(), "__u8", 1, 0);
  const int bytes = btf__add_array(types.get(), u32, u8, 4);
  const int key = btf__add_struct(types.get(), "route", 8);
  REQUIRE(btf__add_field(types.get(), "prefixlen", u32, 0, 0) == 0);
  REQUIRE(btf__add_field(types.get(), "addr", bytes, 32, 0) == 0);
  REQUIRE(btf__load_into_kernel(types.get()) == 0);
  bpf_map_create_opts options{};
  options.sz = sizeof options;
  options.map_flags = BPF_F_NO_PREALLOC;
  options.btf_fd = static_cast<std::uint32_t>(btf__fd(types.get()));
  options.btf_key_type_id = static_cast<std::uint32_t>(key);
  options.btf_value_type_id = static_cast<std::uint32_t>(u32);
  return Fd{
      bpf_map_create(BPF_MAP_TYPE_LPM_TRIE, name.c_str(), 8, 4, 8, &options)};
}

}  // namespace

TEST_CASE("the key of a trie is a prefix, or an address to look up") {
  const TestMap map{trie};
  skep_ok("map update " + map.ref() + " key 10.0.0.0/8 value 1 0 0 0");
  skep_ok("map update " + map.ref() + " key 10.1.2.3/16 value 2 0 0 0");
  // Elements are shown as ever, also the bits behind the prefix.
  check_same_as_bpftool("map dump " + map.ref());
  const auto value_of = [&](const std::string& key) {
    return skep_ok("-j map lookup " + map.ref() + " key " + key)
        .json()["value"][0];
  };
  CHECK(value_of("10.9.9.9") == "0x01");
  CHECK(value_of("10.1.9.9") == "0x02");
  CHECK(value_of("16 0 0 0 10 1 0 0") == "0x02");
  CHECK(skep("map lookup " + map.ref() + " key 11.0.0.0/8").exit == 1);
  skep_ok("map delete " + map.ref() + " key 10.1.0.0/16");
  CHECK(value_of("10.1.9.9") == "0x01");
  check_fails("map update " + map.ref() + " key 10.0.0.0/33 value 1 0 0 0", 2,
              {map.name(), "0 to 32 bits"});
  check_fails("map lookup " + map.ref() + " key fe80::/10", 2,
              {map.name(), "room for 4"});
}

TEST_CASE("a trie of long addresses takes those of both families") {
  MapShape shape = trie;
  shape.key_size = 20;
  const TestMap map{shape};
  skep_ok("map update " + map.ref() + " key fe80::/10 value 1 0 0 0");
  skep_ok("map update " + map.ref() + " key 10.0.0.0/8 value 2 0 0 0");
  check_same_as_bpftool("map lookup " + map.ref() +
                        " key hex 80 0 0 0 fe 80 0 0 0 0 0 0 0 0 0 0 0 0 0 1");
  check_same_as_bpftool("map lookup " + map.ref() +
                        " key hex 20 0 0 0 a 1 1 1 0 0 0 0 0 0 0 0 0 0 0 0");
}

TEST_CASE("a trie with types takes prefixes as well") {
  const std::string name = unique_name("t");
  const Fd map = make_typed_trie(name);
  REQUIRE(map.is_open());
  skep_ok("map update name " + name + " key 10.0.0.0/8 value 258");
  check_same_as_bpftool("map dump name " + name);
  const auto shown =
      skep_ok("-j map lookup name " + name + " key 10.1.1.1").json();
  CHECK(shown["formatted"]["value"] == 258);
  skep_ok("map delete name " + name +
          " key '{\"prefixlen\": 8, \"addr\": [10, 0, 0, 0]}'");
  CHECK(skep_ok("-j map dump name " + name).json().empty());
}

TEST_CASE("one CPU gets a value, the others keep theirs") {
  const auto cpus = possible_cpus();
  const std::string last = std::to_string(cpus.back());
  for (const bpf_map_type type : per_cpu_types) {
    CAPTURE(type);
    const TestMap map{{.type = type, .value_size = 3}};
    const std::string update = "map update " + map.ref() + " key 1 0 0 0 ";
    std::vector<std::string> expected(cpus.size(), "0x00");
    expected.back() = "0x07";
    skep_ok(update + "value cpu " + last + " 7 8 9");
    CHECK(first_bytes(map) == expected);
    skep_ok(update + "value all 1 2 3 exist");
    skep_ok(update + "exist value cpu " + last + " 7 8 9");
    expected.assign(cpus.size(), "0x01");
    expected.back() = "0x07";
    CHECK(first_bytes(map) == expected);
    check_fails(update + "noexist value cpu " + last + " 0 0 0", 1,
                {map.name(), "there already"});
    CHECK(first_bytes(map) == expected);
  }
  const TestMap hash{{.type = BPF_MAP_TYPE_PERCPU_HASH}};
  check_fails(
      "map update " + hash.ref() + " key 1 0 0 0 value cpu 0 1 2 3 4 exist", 1,
      {hash.name(), "no such key"});
  check_fails(
      "map update " + hash.ref() + " key 1 0 0 0 value cpu 99999 1 2 3 4", 2,
      {"no CPU '99999'", "possible are 0 to " + last});
}

TEST_CASE("the values of all CPUs can be written as they are dumped") {
  for (const bpf_map_type type : per_cpu_types) {
    CAPTURE(type);
    const TestMap from{{.type = type, .value_size = 5}};
    const TestMap to{{.type = type, .value_size = 5}};
    Bytes values(8 * possible_cpus().size());
    for (std::size_t i = 0; i < possible_cpus().size(); ++i)
      values[8 * i] = static_cast<Byte>(i + 1);
    const std::uint32_t key = 1;
    from.set(bytes_of(key), values);
    skep_ok("map update " + to.ref() + " key 1 0 0 0 value '" +
            values_in(from).dump() + "'");
    CHECK(values_in(to) == values_in(from));
  }
}

TEST_CASE("a value for every CPU is wanted in a list, and nothing changes") {
  const TestMap map{{.type = BPF_MAP_TYPE_PERCPU_HASH, .value_size = 1}};
  const std::string update = "map update " + map.ref() + " key 1 0 0 0 value ";
  std::string list;
  for (std::size_t i = 0; i < possible_cpus().size() + 1; ++i)
    list += (i == 0 ? "" : ",") + std::string{"[1]"};
  check_fails(update + "'[" + list + "]'", 2, {map.name(), "possible CPUs"});
  check_fails(update +
                  "'[{\"cpu\": 0, \"value\": [1]},"
                  " {\"cpu\": 0, \"value\": [1]}]'",
              2, {"CPU 0 has two values"});
  CHECK(skep_ok("-j map dump " + map.ref()).json().empty());
  const TestMap hash;
  check_fails("map update " + hash.ref() + " key 1 0 0 0 value cpu 0 1 2 3 4",
              2, {hash.name(), "for each CPU"});
}

TEST_CASE("a map without types is read and written by those that are named") {
  const TestMap map{{.key_size = 8, .value_size = 16}};
  const std::string types = " --key-type u64 --type 'struct timespec64'";
  skep_ok("map update " + map.ref() + " key 7 value .tv_sec=5,.tv_nsec=-1" +
          types);
  const std::string lookup = "map lookup " + map.ref() + " key ";
  const Json shown = skep_ok("-j " + lookup + "7" + types).json();
  CHECK(shown["value"][0] == "0x05");
  CHECK(shown["formatted"].dump() ==
        R"({"key":7,"value":{"tv_sec":5,"tv_nsec":-1}})");
  CHECK(Json::parse(skep_ok(lookup + "7" + types).out) == shown["formatted"]);
  // What has no type is bytes.
  const Json half =
      skep_ok("-j " + lookup + "u64:7 --type timespec64").json()["formatted"];
  CHECK(half["key"] == shown["key"]);
  CHECK(half["value"]["tv_sec"] == 5);
  CHECK(skep_ok("-j map getnext " + map.ref() + " --key-type u64").exit == 0);
  CHECK(skep("map getnext " + map.ref() + " key 7 --key-type u64").exit == 1);
  skep_ok("map delete " + map.ref() + " key 7 --key-type u64");
  CHECK(skep_ok("-j map dump " + map.ref()).json().empty());
}

TEST_CASE("types that do not go with a map are refused, and nothing changes") {
  const TestMap map;
  const std::string update =
      "map update " + map.ref() + " key 1 0 0 0 value 1 0 0 0 ";
  check_fails(update + "--type timespec64", 2,
              {"'timespec64' has 16 bytes", map.name(), "have 4"});
  check_fails(update + "--key-type u64", 2, {"'u64' has 8 bytes", "have 4"});
  check_fails(update + "--type timespec65", 1,
              {"no type 'timespec65' in vmlinux", "timespec64"});
  check_fails(update + "--type u32 --btf /no/such", 1, {"/no/such"});
  check_fails(update + "--btf vmlinux", 2, {"no type is given"});
  CHECK(skep_ok("-j map dump " + map.ref()).json().empty());
}

TEST_CASE("a dry run shows the bytes, and changes nothing") {
  const TestMap map{{.value_size = 8}};
  const std::string words = map.ref() + " key u32:258 value be16:443 str:ab";
  CHECK(skep_ok("map update " + words + " --dry-run").out ==
        "key: 02 01 00 00  value: 01 bb 61 62 00 00 00 00\n");
  CHECK(skep_ok("-j map update " + words + " --dry-run").json().dump() ==
        R"({"key":["0x02","0x01","0x00","0x00"],"value":["0x01","0xbb",)"
        R"("0x61","0x62","0x00","0x00","0x00","0x00"]})");
  check_fails("map update " + map.ref() + " key u32:1 value u32:1 --dry-run", 2,
              {"4 bytes, not 8"});
  CHECK(skep_ok("-j map dump " + map.ref()).json().empty());
  const TestMap queue{{.type = BPF_MAP_TYPE_QUEUE, .key_size = 0}};
  CHECK(skep_ok("map push " + queue.ref() + " value u32:1 --dry-run").out ==
        "value: 01 00 00 00\n");
  CHECK(skep("map peek " + queue.ref()).exit == 1);
}

TEST_CASE("a dry run shows the CPUs that get a value, and the id of a map") {
  const TestMap map{{.type = BPF_MAP_TYPE_PERCPU_HASH, .value_size = 1}};
  const std::string update = "-j map update " + map.ref() + " key 1 0 0 0 ";
  CHECK(skep_ok(update + "value cpu 0 7 --dry-run").json()["values"].dump() ==
        R"([{"cpu":0,"value":["0x07"]}])");
  CHECK(skep_ok(update + "value 7 --dry-run").json()["values"].size() ==
        possible_cpus().size());
  const TestMap inner;
  const Fd inner_map = inner.open();
  const TestMap outer{
      {.type = BPF_MAP_TYPE_ARRAY_OF_MAPS, .inner_map = inner_map.get()}};
  const Json shown = skep_ok("-j map update " + outer.ref() +
                             " key 1 0 0 0 value " + inner.ref() + " --dry-run")
                         .json();
  CHECK("id " + shown["inner_map_id"].dump() == inner.ref());
}

TEST_CASE("who owns a storage must be there, and what is named be one") {
  const Bpffs bpffs;
  const std::string pin = bpffs / "m";
  const auto lookup_in = [&](const std::string& type, const std::string& key) {
    ::unlink(pin.c_str());
    skep_ok("map create " + pin + " type " + type +
            " flags BPF_F_NO_PREALLOC name x --key-type int --value-type u64");
    return "map lookup pinned " + pin + " key " + key;
  };
  check_fails(lookup_in("task_storage", "pid 4194305"), 1,
              {"process 4194305", "no process with this id"});
  check_fails(lookup_in("task_storage", "pid self"), 2, {"expected pid PID"});
  const std::string self = "pid " + std::to_string(::getpid());
  check_fails(lookup_in("sk_storage", self + " fd 99999"), 1,
              {"descriptor 99999", "nothing open there"});
  check_fails(lookup_in("sk_storage", self + " fd 0"), 1, {"'x'", "socket"});
  check_fails(lookup_in("sk_storage", self), 2, {"pid PID fd NUMBER"});
}

}  // namespace skep::test
