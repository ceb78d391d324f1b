// unpin and prog unload: what goes away, and what stays.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <memory>

#include "src/sys/fd.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/prog_fixture.h"

namespace skep::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct Pinned {
  Pinned() : object(std::make_unique<Loaded>("xdp_pass")) {
    pin = object->pin(bpffs);
    id = id_of_pinned("prog", pin);
  }
  // Let go of all but the pins.
  void close() { object.reset(); }

  Bpffs bpffs;
  std::unique_ptr<Loaded> object;
  std::string pin;
  std::uint32_t id = 0;
};

}  // namespace

TEST_CASE("a pin is removed, and what it was is told") {
  Pinned pinned;
  const std::string map = pinned.bpffs / "hits";
  REQUIRE(bpf_obj_pin(pinned.object->map_fd("hits"), map.c_str()) == 0);
  const auto map_id = id_of_pinned("map", map);
  pinned.close();
  const Json told = skep_ok("-j unpin " + pinned.pin + " " + map).json();
  REQUIRE(told.size() == 2);
  CHECK(told[0] ==
        Json{{"path", pinned.pin}, {"kind", "prog"}, {"id", pinned.id}});
  CHECK(told[1]["id"] == map_id);
  CHECK_FALSE(fs::exists(pinned.pin));
  CHECK(eventually([&] {
    return skep("prog show id " + std::to_string(pinned.id)).exit == 1;
  }));
}

TEST_CASE("what is no pin is refused") {
  const Pinned pinned;
  const TempDir dir;
  write_file(dir / "file", "x");
  REQUIRE(::mkdir((pinned.bpffs / "d").c_str(), 0755) == 0);
  REQUIRE(::symlink(pinned.pin.c_str(), (pinned.bpffs / "s").c_str()) == 0);
  check_fails("unpin " + (dir / "file"), 1, {"not on a BPF file system"});
  check_fails("unpin -r " + dir.path(), 1, {"not on a BPF file system"});
  check_fails("unpin " + (pinned.bpffs / "d"), 1, {"is a directory", "`-r`"});
  check_fails("unpin " + pinned.pin + " " + (pinned.bpffs / "s"), 1,
              {"is no pin"});
  check_fails("unpin " + (pinned.bpffs / "none"), 1, {"No such file"});
  check_fails("unpin", 2, {"PATH is missing"});
  CHECK(fs::exists(dir / "file"));
  CHECK(fs::exists(pinned.pin));
}

TEST_CASE("a tree of pins is removed, all of it told, nothing else touched") {
  Pinned pinned;
  const std::string top = pinned.bpffs / "top";
  for (const std::string& directory : {top, top + "/a", top + "/a/b"})
    REQUIRE(::mkdir(directory.c_str(), 0755) == 0);
  const int prog = bpf_program__fd(pinned.object->program());
  for (const std::string& path : {top + "/p", top + "/a/q", top + "/a/b/r"})
    REQUIRE(bpf_obj_pin(prog, path.c_str()) == 0);
  REQUIRE(::symlink(pinned.pin.c_str(), (top + "/s").c_str()) == 0);
  const Json told = skep_ok("-j unpin -r " + top).json();
  CHECK(told.size() == 4);
  CHECK_FALSE(fs::exists(top));
  CHECK(fs::exists(pinned.pin));
  // Where it is mounted, the directory stays.
  const Json rest =
      skep_ok("-j unpin --recursive " + pinned.bpffs.path() + "/").json();
  CHECK(rest.size() == 1);
  CHECK(files_below(pinned.bpffs.path()).empty());
  CHECK(fs::exists(pinned.bpffs.path()));
}

TEST_CASE("what is mounted inside of a tree of pins is left alone") {
  const Pinned outer;
  const Pinned inner;
  const std::string place = outer.bpffs / "place";
  REQUIRE(::mkdir(place.c_str(), 0755) == 0);
  REQUIRE(::mount(inner.bpffs.path().c_str(), place.c_str(), nullptr, MS_BIND,
                  nullptr) == 0);
  check_fails("unpin -r " + outer.pin + " " + outer.bpffs.path(), 1,
              {"another file system is mounted at " + place});
  CHECK(fs::exists(outer.pin));
  CHECK(fs::exists(inner.pin));
  ::umount2(place.c_str(), MNT_DETACH);
}

TEST_CASE("a program that is only pinned is unloaded") {
  Pinned pinned;
  const std::string again = pinned.bpffs / "again";
  REQUIRE(bpf_obj_pin(bpf_program__fd(pinned.object->program()),
                      again.c_str()) == 0);
  pinned.close();
  const Json told = skep_ok("-j prog unload pinned " + again).json();
  CHECK(told["id"] == pinned.id);
  CHECK(told["unloaded"] == true);
  CHECK(told["unpinned"] == Json::array({again, pinned.pin}));
  CHECK(skep("prog show id " + std::to_string(pinned.id)).exit == 1);
  check_fails("prog unload id " + std::to_string(pinned.id), 1,
              {"no prog with id"});
}

TEST_CASE("who still holds a program is told, and the exit code says so") {
  const VethPair veth;
  Pinned pinned;
  const std::string link = pinned.bpffs / "link";
  skep_ok("prog attach pinned " + pinned.pin + " xdp dev " + veth.name() +
          " pinned " + link);
  const Fd jumps{
      bpf_map_create(BPF_MAP_TYPE_PROG_ARRAY, "jumps", 4, 4, 8, nullptr)};
  const std::uint32_t slot = 5;
  const std::uint32_t value =
      static_cast<std::uint32_t>(bpf_program__fd(pinned.object->program()));
  REQUIRE(bpf_map_update_elem(jumps.get(), &slot, &value, BPF_ANY) == 0);
  const std::string line = "prog unload id " + std::to_string(pinned.id);
  const Result first = skep("-j " + line);
  CHECK(first.exit == 1);
  Json told = first.json();
  CHECK(told["unloaded"] == false);
  CHECK(told["unpinned"] == Json::array({pinned.pin}));
  CHECK(told["attachments"][0]["hook"] == "xdp");
  CHECK(told["attachments"][0]["pinned"] == Json::array({link}));
  CHECK(told["maps"][0]["name"] == "jumps");
  CHECK(told["pids"][0]["pid"] == ::getpid());
  CHECK(fs::exists(link));
  pinned.close();
  const Result text = skep(line + " --links");
  CHECK(text.exit == 1);
  CHECK(text.out.find("unpinned " + link + "\n") != std::string::npos);
  CHECK(text.out.find("is still loaded, held by\n\tmap ") != std::string::npos);
  CHECK_FALSE(fs::exists(link));
  REQUIRE(bpf_map_delete_elem(jumps.get(), &slot) == 0);
  CHECK(eventually([&] {
    return skep("prog show id " + std::to_string(pinned.id)).exit == 1;
  }));
}

}  // namespace skep::test
