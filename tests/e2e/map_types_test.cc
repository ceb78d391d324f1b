// Elements by their BTF types, beside bpftool's.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <doctest/doctest.h>

#include <memory>

#include "src/sys/bytes.h"
#include "src/sys/cpus.h"
#include "src/sys/kernel_object.h"
#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/features.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/map_fixture.h"

namespace skep::test {
namespace {

// An object whose maps the test holds open.
class LoadedMaps {
 public:
  explicit LoadedMaps(std::string_view name)
      : object_(bpf_object__open_file(bpf_object(name).c_str(), nullptr),
                bpf_object__close) {
    REQUIRE(object_ != nullptr);
    REQUIRE(bpf_object__load(object_.get()) == 0);
  }

  [[nodiscard]] int fd(const char* map) const {
    return bpf_object__find_map_fd_by_name(object_.get(), map);
  }
  // Return "id N" of a map.
  [[nodiscard]] std::string ref(const char* map) const {
    auto info = zeroed<bpf_map_info>();
    std::uint32_t size = sizeof info;
    REQUIRE(bpf_map_get_info_by_fd(fd(map), &info, &size) == 0);
    return "id " + std::to_string(info.id);
  }
  // Set an element of these sizes to bytes that count from `seed`.
  void set(const char* map, std::size_t key_size, std::size_t value_size,
           Byte seed) const {
    Bytes key(key_size, seed);
    Bytes value(value_size);
    for (std::size_t i = 0; i < value_size; ++i)
      value[i] = static_cast<Byte>(seed + i);
    REQUIRE(bpf_map_update_elem(fd(map), key.empty() ? nullptr : key.data(),
                                value.data(), BPF_ANY) == 0);
  }

 private:
  std::unique_ptr<::bpf_object, void (*)(::bpf_object*)> object_;
};

}  // namespace

TEST_CASE("typed elements are dumped as bpftool dumps them") {
  const LoadedMaps maps{"maps"};
  check_same_as_bpftool("map dump " + maps.ref("records"));
  maps.set("records", 12, 144, 0);
  maps.set("records", 12, 144, 'A');
  maps.set("records", 12, 144, 0xf0);
  check_same_as_bpftool("map dump " + maps.ref("records"));
  check_same_as_bpftool("map dump " + maps.ref("colors"));
  check_same_as_bpftool("map dump " + maps.ref("untyped"));
}

TEST_CASE("what a dump prints of an element can be written back") {
  const LoadedMaps from{"maps"};
  const LoadedMaps to{"maps"};
  for (const Byte seed : {Byte{0}, Byte{'A'}, Byte{0xf0}})
    from.set("records", 12, 144, seed);
  const auto dump = skep_ok("-j map dump " + from.ref("records")).json();
  for (const auto& element : dump) {
    const auto& formatted = element["formatted"];
    skep_ok("map update " + to.ref("records") + " key '" +
            formatted["key"].dump() + "' value '" + formatted["value"].dump() +
            "'");
    const auto back = skep_ok("-j map lookup " + to.ref("records") + " key '" +
                              formatted["key"].dump() + "'")
                          .json();
    CHECK(back["formatted"] == formatted);
  }
}

TEST_CASE("elements are written by the names of their members") {
  const LoadedMaps maps{"maps"};
  skep_ok("map update " + maps.ref("records") +
          " key .pid=12,.comm=sh value "
          "'{count: 5, color: green, level: 31, point: {x: -1}, number: 258}'");
  const auto shown =
      skep_ok("-j map lookup " + maps.ref("records") + " key .pid=12,.comm=sh")
          .json()["formatted"];
  CHECK(shown["key"].dump() == R"({"pid":12,"comm":"sh"})");
  CHECK(shown["value"]["count"] == 5);
  CHECK(shown["value"]["color"] == "green");
  CHECK(shown["value"]["level"] == "0x1f");
  CHECK(shown["value"]["point"]["x"] == -1);
  CHECK(shown["value"][""]["bytes"][1] == 1);
  skep_ok("map update " + maps.ref("colors") + " key 1 value blue");
  CHECK(skep_ok("-j map lookup " + maps.ref("colors") + " key 1")
            .json()["formatted"]["value"] == "blue");
}

TEST_CASE("wrong literals are told by their member, and change nothing") {
  const LoadedMaps maps{"maps"};
  const std::string update = "map update " + maps.ref("records") + " key ";
  check_fails(
      update + ".pid=1 value .level=32", 2,
      {"value of map 'records'", ".level: 32 is out of range", "0 to 31"});
  check_fails(update + ".pid=1 value .colour=red", 2,
              {"no member 'colour'", "did you mean color?"});
  check_fails(update + ".pid=1 value .color=grene", 2,
              {".color: enum color has no 'grene'", "did you mean green?"});
  check_fails(update + ".pid=4294967296 value .count=1", 2,
              {"key of map 'records'", ".pid", "0 to 4294967295"});
  check_fails(update + ".comm=toolongname value .count=1", 2,
              {".comm", "11 bytes", "room for 8"});
  check_fails(update + "'{pid: 1' value .count=1", 2, {"expected ',' or '}'"});
  check_fails("map update " + maps.ref("untyped") + " key 1 value 1", 2,
              {"needs", "u32:12"});
  CHECK(skep_ok("-j map dump " + maps.ref("records")).json().empty());
}

TEST_CASE("a typed element is looked up as bpftool shows it") {
  const LoadedMaps maps{"maps"};
  const std::uint32_t color = 7;
  const std::uint32_t index = 1;
  REQUIRE(bpf_map_update_elem(maps.fd("colors"), &index, &color, BPF_ANY) == 0);
  check_same_as_bpftool("map lookup " + maps.ref("colors") + " key 1 0 0 0");
  check_same_as_bpftool("map lookup " + maps.ref("colors") + " key 2 0 0 0");
  const auto shown =
      skep_ok("-j map lookup " + maps.ref("colors") + " key 1 0 0 0").json();
  CHECK(shown["formatted"]["value"] == "green");
}

TEST_CASE("typed per-CPU values are shown for every CPU") {
  const LoadedMaps maps{"maps"};
  // 12 bytes lie at multiples of 16.
  Bytes values(16 * possible_cpus().size());
  for (std::size_t cpu = 0; cpu < possible_cpus().size(); ++cpu)
    values[16 * cpu] = static_cast<Byte>(100 + cpu);
  const std::uint32_t index = 1;
  REQUIRE(bpf_map_update_elem(maps.fd("tasks"), &index, values.data(),
                              BPF_ANY) == 0);
  check_same_as_bpftool("map dump " + maps.ref("tasks"));
  check_same_as_bpftool("map lookup " + maps.ref("tasks") + " key 1 0 0 0");
}

TEST_CASE("maps of maps of an object are shown as bpftool shows them") {
  const LoadedMaps maps{"maps"};
  check_same_as_bpftool("map dump " + maps.ref("tables"));
  check_same_as_bpftool("map lookup " + maps.ref("tables") + " key 0 0 0 0");
}

TEST_CASE("global variables are shown by their names") {
  for (const char* object : {"maps", "globals"}) {
    const LoadedMaps maps{object};
    for (const char* section : {".bss", ".data", ".rodata"}) {
      CAPTURE(section);
      check_same_as_bpftool("map dump " + maps.ref(section));
      check_same_as_bpftool("map lookup " + maps.ref(section) + " key 0 0 0 0");
    }
  }
}

TEST_CASE("several maps with types are dumped behind their headers") {
  const LoadedMaps one{"maps"};
  const LoadedMaps other{"maps"};
  check_same_as_bpftool("map dump name colors");
  check_same_as_bpftool("map dump name untyped");
}

TEST_CASE("floating-point values are numbers, where bpftool gives up") {
  const LoadedMaps maps{"maps"};
  struct {
    float single = 0.5F;
    double twice = -2.25;
  } const measure;
  const std::uint32_t index = 0;
  REQUIRE(bpf_map_update_elem(maps.fd("measures"), &index, &measure, BPF_ANY) ==
          0);
  const auto shown = skep_ok("-j map dump " + maps.ref("measures")).json();
  CHECK(shown[0]["formatted"]["value"]["single"] == 0.5);
  CHECK(shown[0]["formatted"]["value"]["twice"] == -2.25);
}

TEST_CASE("a struct_ops map is shown by the kernel's types") {
  const LoadedMaps maps{"map_struct_ops"};
  check_same_as_bpftool("map dump " + maps.ref("shown"));
  check_same_as_bpftool("map lookup " + maps.ref("shown") + " key 0 0 0 0");
}

TEST_CASE("storage is reached by a descriptor that the shell has opened") {
  NEEDS(feature::cgroup_storage);
  const LoadedMaps maps{"cgroup_storage"};
  const std::string ref = maps.ref("per_cgroup");
  check_fails("map dump " + ref, 1,
              {"can't be listed", "cgrp_storage", "descriptor"});
  check_fails("map lookup " + ref + " key 99 0 0 0", 1, {"descriptor"});
  const Cgroup cgroup;
  const auto with_cgroup = [&](const std::string& words) {
    return shell("exec 9<" + cgroup.path() + "; " + skep_program() +
                 " -j map " + words);
  };
  const std::string key = ref + " key 9 0 0 0";
  REQUIRE(with_cgroup("update " + key + " value 42 0 0 0 0 0 0 0").exit == 0);
  CHECK(with_cgroup("lookup " + key).json()["formatted"]["value"] == 42);
  CHECK(with_cgroup("delete " + key).exit == 0);
  CHECK(with_cgroup("lookup " + key).out == "null\n");
}

}  // namespace skep::test
