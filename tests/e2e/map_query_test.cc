// Questions to map dump, and map delete --filter.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <functional>
#include <utility>

#include "src/sys/cpus.h"
#include "src/sys/kernel_object.h"
#include "src/sys/text.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/map_fixture.h"
#include "tests/e2e/watched.h"

namespace skep::test {
namespace {

using Json = nlohmann::ordered_json;

// The typed maps of tests/bpf/maps.bpf.c; records has four of them.
class TypedMaps {
 public:
  TypedMaps() {
    set(R"({pid: 1, comm: init})", ".count=5,.delta=-3,.color=red");
    set(R"({pid: 20, comm: sh})", ".count=100,.delta=4,.color=green");
    set(R"({pid: 21, comm: "a,b"})", ".count=7,.delta=4,.color=green");
    set(R"({pid: 300, comm: sshd})", ".count=8,.delta=0,.color=blue");
  }
  // Return "id N" of a map.
  [[nodiscard]] std::string ref(const std::string& map) const {
    auto info = zeroed<bpf_map_info>();
    std::uint32_t size = sizeof info;
    REQUIRE(bpf_map_get_info_by_fd(maps_.map_fd(map), &info, &size) == 0);
    return "id " + std::to_string(info.id);
  }
  [[nodiscard]] int fd(const std::string& map) const {
    return maps_.map_fd(map);
  }
  // Ask about the records; return the answer as text.
  [[nodiscard]] std::string ask(const std::string& question) const {
    return skep_ok("map dump " + ref("records") + " " + question).out;
  }
  // Return the pids of the records that the answer, in JSON, has.
  [[nodiscard]] std::vector<int> pids(const std::string& question) const {
    std::vector<int> pids;
    for (const Json& element :
         skep_ok("-j map dump " + ref("records") + " " + question).json())
      pids.push_back(element["formatted"]["key"]["pid"]);
    return pids;
  }

 private:
  void set(const std::string& key, const std::string& value) const {
    skep_ok("map update " + ref("records") + " key '" + key + "' value '" +
            value + "'");
  }

  Loaded maps_{"maps"};
};

std::vector<int> in_order(std::vector<int> numbers) {
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines = split(text, '\n');
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

// Fill a per-CPU array, so that CPU number i has `first` + i.
void fill_cpus(const TestMap& map, std::uint32_t key, std::uint64_t first) {
  std::vector<std::uint64_t> values(possible_cpus().size());
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = first + i;
  map.set(bytes_of(key), {reinterpret_cast<const Byte*>(values.data()),
                          values.size() * sizeof values[0]});
}

const MapShape per_cpu_array{
    .type = BPF_MAP_TYPE_PERCPU_ARRAY, .value_size = 8, .max_entries = 2};

using Pids = std::vector<int>;

// Watch a map while it changes.
Watched watched(const TestMap& map, const std::string& options,
                std::function<void(std::uint64_t round)> change) {
  return Watched{"map dump pinned " + map.pin() + " --watch 0.02 " + options,
                 std::move(change)};
}

}  // namespace

TEST_CASE("elements are chosen by conditions on their fields") {
  const TypedMaps maps;
  CHECK(in_order(maps.pids("--filter 'count > 6'")) == Pids{20, 21, 300});
  CHECK(maps.pids("--filter 'color == green && count == 100'") == Pids{20});
  CHECK(maps.pids("--filter 'delta < 0'") == Pids{1});
  CHECK(in_order(maps.pids("--filter 'comm =~ s*'")) == Pids{20, 300});
  CHECK(maps.pids("--filter 'key.comm == \"a,b\"'") == Pids{21});
  CHECK(maps.pids("--filter 'key.pid == 2'").empty());
  const std::string text = maps.ask("--filter 'value.color == blue'");
  CHECK(text.find("\"pid\": 300") != std::string::npos);
  CHECK(text.find("\"pid\": 20") == std::string::npos);
}

TEST_CASE("elements without types are chosen by their numbers and bytes") {
  const TestMap map{{.key_size = 2, .value_size = 3}};
  map.set(Bytes{0x01, 0xbb}, Bytes{1, 2, 3});
  map.set(Bytes{0, 80}, Bytes{4, 5, 6});
  const std::string dump = "map dump " + map.ref() + " --filter ";
  CHECK(skep_ok(dump + "'key == be16:443'").out ==
        "key: 01 bb  value: 01 02 03\nFound 1 element\n");
  CHECK(skep_ok(dump + "'value == 040506'").out ==
        "key: 00 50  value: 04 05 06\nFound 1 element\n");
  CHECK(skep_ok("-j " + dump + "'value == 000000'").json().empty());
}

TEST_CASE("fields are those of a type that is named") {
  const TestMap map{{.value_size = 12}};
  map.set(bytes_of(std::uint32_t{7}),
          Bytes{9, 0, 0, 0, 's', 'h', 0, 0, 0, 0, 0, 0});
  const std::string types =
      " --type 'struct task' --btf " + bpf_object("maps") + " ";
  CHECK(skep_ok("map dump " + map.ref() + types +
                "--filter 'comm == sh' --format csv")
            .out == "key,value.pid,value.comm\n7,9,sh\n");
  const Json all = skep_ok("-j map dump " + map.ref() + types).json();
  CHECK(all[0]["formatted"]["value"]["pid"] == 9);
  check_fails("map dump " + map.ref() + types + "--sort pdi", 2,
              {"no field 'pdi'", "did you mean pid?"});
  CHECK(
      skep_ok("map delete " + map.ref() + types + "--filter 'pid == 9'").out ==
      "Deleted 1 element\n");
}

TEST_CASE("elements come in order, or the largest alone") {
  const TypedMaps maps;
  CHECK(maps.pids("--sort count") == Pids{1, 21, 300, 20});
  CHECK(maps.pids("--sort count --reverse") == Pids{20, 300, 21, 1});
  CHECK(maps.pids("--sort count --limit 2") == Pids{1, 21});
  CHECK(maps.pids("--sort count --top 2") == Pids{20, 300});
  CHECK(maps.pids("--sort count --top 2 --reverse") == Pids{1, 21});
  CHECK(maps.pids("--sort delta --top 1 --filter 'color != green'") ==
        Pids{300});
  CHECK(maps.pids("--sort key.comm") == Pids{21, 1, 20, 300});
  CHECK(maps.pids("--sort count --top 0").empty());
}

TEST_CASE("a dump ends after as many elements as are wanted") {
  const TestMap map{{.type = BPF_MAP_TYPE_ARRAY, .max_entries = 1000}};
  const std::string dump = "map dump " + map.ref() + " --limit ";
  CHECK(skep_ok("-j " + dump + "3").json().size() == 3);
  CHECK(skep_ok(dump + "1").out ==
        "key: 00 00 00 00  value: 00 00 00 00\nFound 1 element\n");
  CHECK(skep_ok("-j " + dump + "0").json().empty());
  CHECK(skep_ok("-j " + dump + "5000").json().size() == 1000);
}

TEST_CASE("elements are counted") {
  const TypedMaps maps;
  CHECK(maps.ask("--count") == "4\n");
  CHECK(maps.ask("--count --filter 'color == green'") == "2\n");
  const std::string dump = "-j map dump " + maps.ref("records") + " --count";
  CHECK(skep_ok(dump).json() == Json{{"count", 4}});
}

TEST_CASE("keys are shown without their values") {
  const TypedMaps maps;
  const std::string only = "--keys-only --filter 'pid == 20'";
  CHECK(maps.ask(only) ==
        "[{\n        \"key\": {\n            \"pid\": 20,\n"
        "            \"comm\": \"sh\"\n        }\n    }\n]\n");
  CHECK(maps.ask(only + " --format ndjson") ==
        "{\"key\":{\"pid\":20,\"comm\":\"sh\"}}\n");
  CHECK(maps.ask(only + " --format csv") == "key.pid,key.comm\n20,sh\n");
  const Json element =
      skep_ok("-j map dump " + maps.ref("records") + " " + only).json()[0];
  CHECK(element.size() == 2);
  CHECK(element["key"].size() == 12);
  CHECK(element["formatted"].dump() == R"({"key":{"pid":20,"comm":"sh"}})");
  const TestMap untyped{{.type = BPF_MAP_TYPE_ARRAY, .max_entries = 1}};
  CHECK(skep_ok("map dump " + untyped.ref() + " --keys-only").out ==
        "key: 00 00 00 00\nFound 1 key\n");
}

TEST_CASE("an element a line has what -j shows of it") {
  const TypedMaps maps;
  const auto lines = lines_of(maps.ask("--format ndjson"));
  const Json all = skep_ok("-j map dump " + maps.ref("records")).json();
  REQUIRE(lines.size() == all.size());
  for (std::size_t i = 0; i < lines.size(); ++i)
    CHECK(Json::parse(lines[i]) == all[i]["formatted"]);
  const TestMap untyped;
  untyped.set(1, 2);
  CHECK(skep_ok("map dump " + untyped.ref() + " --format ndjson").out ==
        "{\"key\":[\"0x01\",\"0x00\",\"0x00\",\"0x00\"],"
        "\"value\":[\"0x02\",\"0x00\",\"0x00\",\"0x00\"]}\n");
}

TEST_CASE("rows of CSV have a cell for each field") {
  const TypedMaps maps;
  const auto lines = lines_of(maps.ask("--sort key.pid --format csv"));
  REQUIRE(lines.size() == 5);
  CHECK(lines[0] ==
        "key.pid,key.comm,value.count,value.delta,value.small,value.seen,"
        "value.color,value.ready,value.level,value.name,value.raw[0],"
        "value.raw[1],value.raw[2],value.point.x,value.point.y,value.number,"
        "value.bytes[0],value.bytes[1],value.bytes[2],value.bytes[3],"
        "value.address,value.huge,value.grid[0][0],value.grid[0][1],"
        "value.grid[1][0],value.grid[1][1]");
  CHECK(lines[1] ==
        "1,init,5,-3,0,false,red,0,0,,0,0,0,0,0,0,0,0,0,0,0,0x0,0,0,0,0");
  CHECK(lines[3].starts_with("21,\"a,b\",7,4,0,false,green,"));
  const TestMap untyped{{.value_size = 3}};
  untyped.set(bytes_of(std::uint32_t{258}), Bytes{1, 2, 255});
  CHECK(skep_ok("map dump " + untyped.ref() + " --format csv").out ==
        "key,value\n258,0102ff\n");
}

TEST_CASE("the values of all CPUs are chosen from or added up") {
  const TestMap map{per_cpu_array};
  const auto cpus = possible_cpus();
  fill_cpus(map, 0, 10);
  fill_cpus(map, 1, 5);
  const auto value = [&](const std::string& cpu) {
    const auto lines = lines_of(
        skep_ok("map dump " + map.ref() + " --format csv --cpu " + cpu).out);
    REQUIRE(lines.size() == 3);
    return lines[1];
  };
  const std::uint64_t count = cpus.size();
  CHECK(value("sum") ==
        fmt::format("0,{}", 10 * count + count * (count - 1) / 2));
  CHECK(value("min") == "0,10");
  CHECK(value("max") == fmt::format("0,{}", 9 + count));
  CHECK(value(std::to_string(cpus.back())) == fmt::format("0,{}", 9 + count));
  const Json chosen =
      skep_ok("-j map dump " + map.ref() + " --cpu min --sort value").json();
  REQUIRE(chosen.size() == 2);
  CHECK(chosen[0]["key"][0] == "0x01");
  CHECK(chosen[0]["value"][0] == "0x05");
  CHECK(skep_ok("map dump " + map.ref() + " --cpu min --filter 'value > 5'")
            .out ==
        "key: 00 00 00 00  value: 0a 00 00 00 00 00 00 00\n"
        "Found 1 element\n");
}

TEST_CASE("without a choice, rows have the values of every CPU") {
  const TestMap map{per_cpu_array};
  fill_cpus(map, 0, 10);
  fill_cpus(map, 1, 5);
  const auto cpus = possible_cpus();
  const std::string dump =
      "map dump " + map.ref() + " --filter 'key == 1' --format ";
  const auto rows = lines_of(skep_ok(dump + "csv").out);
  REQUIRE(rows.size() == 1 + cpus.size());
  CHECK(rows[0] == "key,cpu,value");
  CHECK(rows.back() == fmt::format("1,{},{}", cpus.back(), 4 + cpus.size()));
  const Json object = Json::parse(skep_ok(dump + "ndjson").out);
  const Json all = skep_ok("-j map dump " + map.ref()).json();
  CHECK(object == all[1]);
}

TEST_CASE("typed values of all CPUs are added up member by member") {
  const TypedMaps maps;
  // 12 bytes lie at multiples of 16.
  Bytes values(16 * possible_cpus().size());
  for (std::size_t cpu = 0; cpu < possible_cpus().size(); ++cpu)
    values[16 * cpu] = 3;
  values[4] = 'x';
  const std::uint32_t index = 1;
  REQUIRE(bpf_map_update_elem(maps.fd("tasks"), &index, values.data(),
                              BPF_ANY) == 0);
  CHECK(skep_ok("map dump " + maps.ref("tasks") +
                " --cpu sum --format ndjson --filter 'pid > 0 && comm == x'")
            .out == fmt::format("{{\"key\":1,\"value\":{{\"pid\":{},"
                                "\"comm\":\"x\"}}}}\n",
                                3 * possible_cpus().size()));
}

TEST_CASE("a histogram shows how large the numbers of a field are") {
  const TypedMaps maps;
  CHECK(maps.ask("--hist delta") ==
        "value.delta\n"
        "(..., 0)                1 |####################"
        "                    |\n"
        "[0]                     1 |####################"
        "                    |\n"
        "[1]                     0 |                    "
        "                    |\n"
        "[2, 4)                  0 |                    "
        "                    |\n"
        "[4, 8)                  2 |####################"
        "####################|\n");
  const Json buckets = skep_ok("-j map dump " + maps.ref("records") +
                               " --hist value.count --filter 'count < 100'")
                           .json();
  CHECK(buckets.dump() ==
        R"({"field":"value.count","buckets":[{"min":4,"max":7,"count":2},)"
        R"({"min":8,"max":15,"count":1}]})");
}

TEST_CASE("slots that can't be read have keys, and fulfil no condition") {
  const TestMap map{{.type = BPF_MAP_TYPE_SOCKMAP, .max_entries = 2}};
  const std::string dump = "map dump " + map.ref();
  CHECK(skep_ok(dump + " --count").out == "0\n");
  CHECK(skep_ok(dump + " --filter 'value >= 0'").out == "Found 0 elements\n");
  CHECK(skep_ok(dump + " --filter 'key == 1' --format csv").out ==
        "key,value\n1,\n");
  const Json row =
      Json::parse(skep_ok(dump + " --limit 1 --format ndjson").out);
  CHECK(row["value"].contains("error"));
}

TEST_CASE("questions that make no sense are refused") {
  const TypedMaps maps;
  const std::string dump = "map dump " + maps.ref("records") + " ";
  check_fails(dump + "--filter 'cuont > 1'", 2,
              {"no field 'cuont'", "did you mean count?"});
  check_fails(dump + "--filter 'count >'", 2, {"expected a value", "8"});
  check_fails(dump + "--filter 'color == gren'", 2,
              {"value.color", "no 'gren'", "did you mean green?"});
  check_fails(dump + "--sort colour", 2, {"no field 'colour'"});
  check_fails(dump + "--hist comm", 2, {"histogram", "key.comm"});
  check_fails(dump + "--top 3", 2, {"'--top' needs '--sort'"});
  check_fails(dump + "--count --limit 1", 2, {"exclude each other"});
  check_fails(dump + "--cpu 0", 2, {"per-CPU"});
  check_fails(dump + "--cpu all", 2, {"--cpu", "'all'"});
  check_fails(dump + "--format xml", 2, {"xml"});
  check_fails(dump + "--watch 0", 2, {"--watch", "more than 0"});
  check_fails("map dump " + maps.ref("tasks") + " --sort pid", 2,
              {"each CPU", "--cpu"});
  check_fails("map dump " + maps.ref("tasks") + " --filter value.pid", 2,
              {"each CPU", "--cpu sum"});
  check_fails("map dump " + maps.ref("tasks") + " --cpu 9999", 2,
              {"no CPU 9999"});
  for (const std::string option : {"--format csv", "--watch 1"}) {
    const Result result = skep("-j " + dump + option);
    CHECK(result.exit == 2);
    CHECK(result.json()["error"].get<std::string>().find("'-j'") !=
          std::string::npos);
  }
  const TestMap queue{{.type = BPF_MAP_TYPE_QUEUE, .key_size = 0}};
  check_fails("map dump " + queue.ref() + " --count", 1, {"can't be listed"});
}

TEST_CASE("changes are shown with their rates until a signal comes") {
  const TestMap map{{.value_size = 8}};
  map.set(std::uint32_t{1}, std::uint64_t{0});
  map.set(std::uint32_t{9}, std::uint64_t{5});
  const auto count = [&](std::uint64_t round) {
    map.set(std::uint32_t{1}, round);
  };
  Watched text = watched(map, "", count);
  CHECK(text.next_line().starts_with("20"));
  const std::string line = text.next_line();
  CAPTURE(line);
  CHECK(line.starts_with("~ key=1 value="));
  CHECK(line.ends_with("/s)"));
  text.end_by(SIGINT);
  Watched objects = watched(map, "--format ndjson", count);
  const Json change = Json::parse(objects.next_line());
  CHECK(change["change"] == "changed");
  CHECK(change["key"][0] == "0x01");
  CHECK(change["rates"].contains("value"));
  objects.end_by(SIGTERM);
}

TEST_CASE("elements that come and go are shown") {
  const TestMap map;
  const Fd fd = map.open();
  Watched some = watched(map, "--filter 'key < 2'", [&](std::uint64_t round) {
    for (const std::uint32_t key : {1U, 2U})
      if (round % 20 == 0)
        bpf_map_update_elem(fd.get(), &key, &key, BPF_ANY);
      else if (round % 20 == 10)
        bpf_map_delete_elem(fd.get(), &key);
  });
  bool has_come = false;
  bool has_gone = false;
  for (int i = 0; i < 100 && !(has_come && has_gone); ++i) {
    const std::string line = some.next_line();
    CHECK(line.find("key=2") == std::string::npos);
    has_come = has_come || line == "+ key=1 value=1";
    has_gone = has_gone || line == "- key=1 value=1";
  }
  CHECK(has_come);
  CHECK(has_gone);
  some.end_by(SIGINT);
}

TEST_CASE("elements that fulfil a condition are deleted") {
  const TypedMaps maps;
  const std::string line =
      "map delete " + maps.ref("records") + " --filter 'color == green'";
  const Result shown = skep_ok(line + " --dry-run");
  CHECK(shown.out.find("\"pid\": 21") != std::string::npos);
  CHECK(shown.out.find("\"pid\": 300") == std::string::npos);
  CHECK(skep_ok("-j " + line + " --dry-run").json().size() == 2);
  CHECK(maps.ask("--count") == "4\n");
  CHECK(skep_ok(line).out == "Deleted 2 elements\n");
  CHECK(in_order(maps.pids("")) == Pids{1, 300});
  CHECK(skep_ok("-j " + line).json() == Json{{"deleted", 0}});
}

TEST_CASE("many elements are deleted, in maps of every kind of key") {
  for (const MapShape& shape : std::initializer_list<MapShape>{
           {.max_entries = 2000},
           {.type = BPF_MAP_TYPE_LRU_HASH, .max_entries = 4000},
           {.type = BPF_MAP_TYPE_LPM_TRIE,
            .key_size = 8,
            .max_entries = 2000,
            .flags = BPF_F_NO_PREALLOC}}) {
    CAPTURE(shape.type);
    const TestMap map{shape};
    const Fd fd = map.open();
    for (std::uint32_t i = 0; i < 1000; ++i) {
      const std::array<std::uint32_t, 2> prefix{32, i};
      const void* key = shape.key_size == 8 ? prefix.data() : &i;
      REQUIRE(bpf_map_update_elem(fd.get(), key, &i, BPF_ANY) == 0);
    }
    CHECK(skep_ok("map delete " + map.ref() + " --filter 'value >= 100'").out ==
          "Deleted 900 elements\n");
    CHECK(skep_ok("map dump " + map.ref() + " --count").out == "100\n");
  }
}

TEST_CASE("what can't be deleted by a condition says why") {
  const TestMap array{{.type = BPF_MAP_TYPE_ARRAY}};
  check_fails("map delete " + array.ref() + " --filter 'key >= 0'", 1,
              {"can't delete an element", array.name()});
  const TestMap map;
  map.set(1, 2);
  check_fails("map delete " + map.ref() + " key 1 0 0 0 --filter key", 2,
              {"--filter"});
  check_fails("map delete " + map.ref() + " key 1 0 0 0 --dry-run", 2,
              {"need '--filter'"});
  check_fails("map delete " + map.ref(), 2, {"the key is missing"});
  check_fails("map delete " + map.ref() + " --filter ''", 2,
              {"expected a field"});
  CHECK(skep_ok("map dump " + map.ref() + " --count").out == "1\n");
}

}  // namespace skep::test
