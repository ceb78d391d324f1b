// Where pins can't be: every command that pins says why, leaves nothing, and
// mounts nothing.
#include <doctest/doctest.h>
#include <sys/mount.h>

#include <algorithm>
#include <filesystem>

#include "src/sys/text.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/map_fixture.h"
#include "tests/e2e/prog_fixture.h"

namespace skep::test {
namespace {

namespace fs = std::filesystem;

// What can be pinned, and all the commands that pin.
class Pinners {
 public:
  Pinners() {
    skep_ok("prog load " + bpf_object("nomaps") + " " + bpffs_ / "prog");
    skep_ok("iter pin " + bpf_object("iter_task") + " " + bpffs_ / "link");
  }
  [[nodiscard]] std::vector<std::string> lines(const std::string& path) const {
    return {"map create " + path + " type array key 4 value 4 entries 1 name x",
            "map pin " + map_.ref() + " " + path,
            "prog load " + bpf_object("nomaps") + " " + path,
            "prog pin pinned " + bpffs_ / "prog" + " " + path,
            "link pin pinned " + bpffs_ / "link" + " " + path,
            "iter pin " + bpf_object("iter_task") + " " + path};
  }

 private:
  Bpffs bpffs_;
  TestMap map_;
};

// Return the mounts at a place or below it: others mount elsewhere.
std::vector<std::string> mounts_below(const std::string& place) {
  std::vector<std::string> mounts = split(read_text("/proc/self/mounts"), '\n');
  std::erase_if(mounts, [&](const std::string& mount) {
    return mount.find(" " + place) == std::string::npos;
  });
  return mounts;
}

// Check that nothing can be pinned at `path`, and that nothing is mounted.
void check_no_pin(const std::string& path, std::string_view reason) {
  const Pinners pinners;
  const std::string place = fs::path{path}.parent_path().string();
  const auto mounts = mounts_below(place);
  for (const std::string& line : pinners.lines(path))
    check_fails(line, 1, {path, reason});
  CHECK(mounts_below(place) == mounts);
}

}  // namespace

TEST_CASE("nothing is pinned outside of a BPF file system") {
  const TempDir dir;
  write_file(dir / "file", "");
  check_no_pin(dir / "pin", "not on a BPF file system");
  check_no_pin(dir / "file", "not on a BPF file system");
  check_no_pin(dir / "file/pin", "Not a directory");
  check_no_pin(dir / "missing/pin", "No such file or directory");
  CHECK(files_below(dir.path()) == std::vector<std::string>{"file"});
}

TEST_CASE("nothing is pinned where something is, or where no pin can be") {
  const Bpffs bpffs;
  const TestMap map;
  fs::create_directory(bpffs / "directory");
  fs::create_symlink("nowhere", bpffs / "symlink");
  skep_ok("map pin " + map.ref() + " " + bpffs / "pin");
  const auto before = files_below(bpffs.path());
  for (const char* taken : {"directory", "symlink", "pin"})
    check_no_pin(bpffs / taken, "File exists");
  check_no_pin(bpffs / "a.b", "no dot");
  check_no_pin(bpffs / "directory/", "names no file");
  check_no_pin(bpffs / std::string(256, 'x'), "File name too long");
  CHECK(files_below(bpffs.path()) == before);
  CHECK("id " + std::to_string(id_of_pinned("map", bpffs / "pin")) ==
        map.ref());
}

TEST_CASE("nothing is pinned on a file system that is read-only") {
  const Bpffs bpffs;
  REQUIRE(::mount(nullptr, bpffs.path().c_str(), nullptr,
                  MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) == 0);
  check_no_pin(bpffs / "pin", "Read-only file system");
  CHECK(files_below(bpffs.path()).empty());
}

TEST_CASE("a pin may be named from where one is") {
  const Bpffs bpffs;
  const Pinners pinners;
  for (const std::string& line : pinners.lines("pin")) {
    CAPTURE(line);
    const Result result =
        shell("cd " + bpffs.path() + " && " + skep_program() + " " + line);
    CAPTURE(result.err);
    CHECK(result.exit == 0);
    CHECK(fs::remove(bpffs / "pin"));
  }
}

TEST_CASE("pins below another mount are hidden, and do no harm") {
  const Bpffs bpffs;
  const TestMap map;
  skep_ok("map pin " + map.ref() + " " + bpffs / "below");
  REQUIRE(::mount("bpf", bpffs.path().c_str(), "bpf", 0, nullptr) == 0);
  skep_ok("map pin " + map.ref() + " " + bpffs / "above");
  const auto shown = skep_ok("-f -j map show " + map.ref()).json();
  ::umount2(bpffs.path().c_str(), MNT_DETACH);
  const auto has = [](const auto& pins, const std::string& pin) {
    return std::find(pins.begin(), pins.end(), pin) != pins.end();
  };
  CHECK(has(shown["pinned"], bpffs / "above"));
  CHECK_FALSE(has(shown["pinned"], bpffs / "below"));
  const auto later = skep_ok("-f -j map show " + map.ref()).json();
  CHECK(has(later["pinned"], bpffs / "below"));
}

}  // namespace skep::test
