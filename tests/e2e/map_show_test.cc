// map show, beside bpftool's.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <stop_token>
#include <thread>

#include "src/sys/kernel_object.h"
#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/map_fixture.h"

namespace skep::test {

TEST_CASE("a map is shown as bpftool shows it") {
  const TestMap map{{.type = BPF_MAP_TYPE_LRU_HASH, .value_size = 12}};
  check_same_as_bpftool("map show " + map.ref());
  check_same_as_bpftool("map show name " + map.name());
  check_same_as_bpftool("map list " + map.ref());
}

TEST_CASE("flags and the frozen state are shown") {
  const TestMap map{{.type = BPF_MAP_TYPE_HASH, .flags = BPF_F_NO_PREALLOC}};
  REQUIRE(bpf_map_freeze(map.open().get()) == 0);
  check_same_as_bpftool("map show " + map.ref());
  const auto shown = skep_ok("-j map show " + map.ref()).json();
  CHECK(shown["flags"] == 1);
  CHECK(shown["frozen"] == 1);
}

TEST_CASE("pins are shown when asked for") {
  const TestMap map;
  check_same_as_bpftool("-f map show " + map.ref());
  check_same_as_bpftool("-f map show pinned " + map.pin());
  const auto shown = skep_ok("-f -j map show " + map.ref()).json();
  CHECK(shown["pinned"][0] == map.pin());
}

TEST_CASE("the processes that hold a map open are shown") {
  const TestMap map;
  CHECK(!skep_ok("-j map show " + map.ref()).json().contains("pids"));
  const Fd fd = map.open();
  const auto shown = skep_ok("-j map show " + map.ref()).json();
  REQUIRE(shown["pids"].size() == 1);
  CHECK(shown["pids"][0]["pid"] == ::getpid());
  CHECK(shown["pids"][0]["comm"] == "skep_e2e");
  CHECK(skep_ok("map show " + map.ref()).out.find("\n\tpids skep_e2e(") !=
        std::string::npos);
}

TEST_CASE("an owned program array tells the owner") {
  const TestMap map{{.type = BPF_MAP_TYPE_PROG_ARRAY}};
  check_same_as_bpftool("map show " + map.ref());
  const Fd prog = load_idle_prog(BPF_PROG_TYPE_SOCKET_FILTER);
  map.set(std::uint32_t{1}, prog.get());
  check_same_as_bpftool("map show " + map.ref());
  const auto shown = skep_ok("-j map show " + map.ref()).json();
  CHECK(shown["owner_prog_type"] == "socket_filter");
}

TEST_CASE("several maps of a name are a list, one is an object") {
  const Bpffs bpffs;
  const std::string name = unique_name("twin");
  const std::string shape = " type hash key 4 value 4 entries 1 name " + name;
  REQUIRE(bpftool("map create " + bpffs / "a" + shape).exit == 0);
  CHECK(skep_ok("-j map show name " + name).json().is_object());
  REQUIRE(bpftool("map create " + bpffs / "b" + shape).exit == 0);
  check_same_as_bpftool("map show name " + name);
  CHECK(skep_ok("-j map show name " + name).json().size() == 2);
}

TEST_CASE("the list of all maps is whole while maps come and go") {
  const TestMap map;
  const std::jthread churn{[](const std::stop_token& stop) {
    while (!stop.stop_requested()) const TestMap other;
  }};
  for (int i = 0; i < 10; ++i) {
    const auto list = skep_ok("-j map show").json();
    CHECK(std::any_of(list.begin(), list.end(), [&](const auto& shown) {
      return shown.value("name", "") == map.name();
    }));
    CHECK(skep_ok("-j map show name " + map.name()).json().is_object());
  }
}

TEST_CASE("a map that is not there is an error with the close names") {
  const TestMap map;
  check_fails("map show id 4294967294", 1, {"no map with id 4294967294"});
  check_fails("map show name " + map.name() + "x", 1,
              {"no map is named", map.name()});
  check_fails("map show pinned /sys/fs/bpf/no/such", 1, {"No such file"});
  check_fails("map show tag 1", 2, {"id, name, pinned"});
  check_fails("map show id", 2, {"ID is missing"});
  check_fails("map show id 1 2", 2, {"not '2'"});
}

TEST_CASE("details of a map are shown when asked for") {
  const Loaded typed{"maps"};
  const auto info = info_of<bpf_map_info>(typed.map_fd("per_task"));
  const std::string line = "map show --details id " + std::to_string(info.id);
  const auto shown = skep_ok("-j " + line).json();
  CHECK(shown["flag_names"] == std::vector{"BPF_F_NO_PREALLOC"});
  CHECK(shown["key_type"] == "int");
  CHECK(shown["value_type"] == "__u64");
  CHECK(shown["programs"].empty());
  CHECK_FALSE(shown.contains("entries"));
  const std::string text = skep_ok(line).out;
  CHECK(text.find("\n\tflag_names BPF_F_NO_PREALLOC\n"
                  "\tkey_type int  value_type __u64\n") != std::string::npos);
}

TEST_CASE("the programs that use a map, and its pins, are details of it") {
  const Loaded object{"raw_tp"};
  const Bpffs bpffs;
  const auto map = info_of<bpf_map_info>(object.map_fd("hits"));
  const auto prog = info_of<bpf_prog_info>(bpf_program__fd(object.program()));
  REQUIRE(bpf_map__pin(object.map("hits"), (bpffs / "hits").c_str()) == 0);
  const std::string line = "map show --details id " + std::to_string(map.id);
  const auto shown = skep_ok("-j " + line).json();
  REQUIRE(shown["programs"].size() == 1);
  CHECK(shown["programs"][0]["id"] == prog.id);
  CHECK(shown["programs"][0]["name"] == "on_raw_tracepoint");
  CHECK(shown["pinned"][0] == bpffs / "hits");
  CHECK(shown["value_type"] == "struct hits");
  CHECK(shown["entries"] == 1);
  CHECK(skep_ok(line).out.find("\n\tprograms on_raw_tracepoint(" +
                               std::to_string(prog.id) + ")\n\tentries 1\n") !=
        std::string::npos);
}

TEST_CASE("elements are counted when asked for") {
  const TestMap map;
  for (std::uint32_t key = 0; key < 5; ++key) map.set(key, key);
  CHECK(skep_ok("-j map show --count " + map.ref()).json()["entries"] == 5);
  CHECK(skep_ok("map show --count " + map.ref()).out.find("\n\tentries 5\n") !=
        std::string::npos);
  const TestMap queue{{.type = BPF_MAP_TYPE_QUEUE, .key_size = 0}};
  CHECK_FALSE(
      skep_ok("-j map show --count " + queue.ref()).json().contains("entries"));
  CHECK(skep_ok("-j map show --details").json().is_array());
}

}  // namespace skep::test
