// prog pin, side by side with bpftool.
#include <doctest/doctest.h>

#include "tests/e2e/prog_fixture.h"

namespace skep::test {
namespace {

struct Loaded {
  Loaded() { skep_ok("prog load " + bpf_object("nomaps") + " " + pin()); }
  [[nodiscard]] std::string pin() const { return bpffs / "p"; }
  Bpffs bpffs;
};

}  // namespace

TEST_CASE("a program is pinned, by whatever names it") {
  const Loaded loaded;
  const std::uint32_t id = id_of_pinned("prog", loaded.pin());
  const std::string place = loaded.bpffs / "again";
  for (const std::string& handle :
       {"id " + std::to_string(id), "pinned " + loaded.pin()}) {
    CHECK(skep_ok("prog pin " + handle + " " + place).out.empty());
    CHECK(id_of_pinned("prog", place) == id);
    shell("rm " + place);
    CHECK(skep_ok("-j prog pin " + handle + " " + place).out == "null\n");
    CHECK(facts_of("prog", place) == facts_of("prog", loaded.pin()));
    shell("rm " + place);
  }
}

TEST_CASE("a program lives on by its pin") {
  const Loaded loaded;
  skep_ok("prog pin pinned " + loaded.pin() + " " + loaded.bpffs / "again");
  const std::uint32_t id = id_of_pinned("prog", loaded.pin());
  shell("rm " + loaded.pin());
  CHECK(id_of_pinned("prog", loaded.bpffs / "again") == id);
}

TEST_CASE("a program that is not there can't be pinned") {
  const Bpffs bpffs;
  check_fails("prog pin id 4294967295 " + bpffs / "p", 1,
              {"no prog with id 4294967295"});
  check_fails("prog pin name no_such_program " + bpffs / "p", 1,
              {"no_such_program"});
}

TEST_CASE("a name of several programs can't be pinned, their ids are told") {
  const Loaded one;
  const Loaded two;
  const auto id = std::to_string(id_of_pinned("prog", two.pin()));
  check_fails("prog pin name pass " + one.bpffs / "x", 1, {"several", id});
}

TEST_CASE("a place that can't hold a pin is refused") {
  const Loaded loaded;
  const TempDir dir;
  const std::string pin = "prog pin pinned " + loaded.pin() + " ";
  check_fails(pin + loaded.pin(), 1, {"File exists"});
  check_fails(pin + loaded.bpffs / "a.b", 1, {"no dot"});
  check_fails(pin + loaded.bpffs / "none/p", 1, {"No such file"});
  check_fails(pin + dir / "p", 1,
              {"not on a BPF file system", "mount -t bpf bpf " + dir.path()});
  CHECK(files_below(loaded.bpffs.path()) == std::vector<std::string>{"p"});
  CHECK(files_below(dir.path()).empty());
}

TEST_CASE("wrong words of a pin are wrong use") {
  check_fails("prog pin", 2, {"PROG is missing"});
  check_fails("prog pin id 1", 2, {"FILE"});
  check_fails("prog pin id 1 /sys/fs/bpf/x y", 2, {"'y'"});
}

}  // namespace skep::test
