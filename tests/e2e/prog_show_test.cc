// prog show, side by side with bpftool.
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>

#include "src/sys/kernel_object.h"
#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/features.h"
#include "tests/e2e/prog_fixture.h"

namespace skep::test {
namespace {

// Programs and maps of an object, pinned in a directory of their own.
struct Loaded {
  explicit Loaded(std::string_view object) {
    skep_ok("prog loadall " + bpf_object(object) + " " + bpffs.path());
  }
  [[nodiscard]] std::string pin(std::string_view name) const {
    return bpffs / name;
  }
  Bpffs bpffs;
};

std::string shown(const std::string& pin, const char* key) {
  const auto value = skep_ok("-j prog show pinned " + pin).json()[key];
  return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

TEST_CASE("a program is shown as bpftool shows it") {
  const Loaded several{"several"};
  const std::vector<std::string> names{"pass", "on_fork",
                                       "a_filter_with_a_long_name"};
  for (const std::string& name : names) {
    check_same_as_bpftool("prog show pinned " + several.pin(name));
    check_same_as_bpftool("prog show id " + shown(several.pin(name), "id"));
  }
}

TEST_CASE("pins are shown with -f, by their paths") {
  const Loaded several{"several"};
  const std::string pin = several.pin("pass");
  check_same_as_bpftool("-f prog show pinned " + pin);
  skep_ok("prog pin pinned " + pin + " " + several.pin("a_pin"));
  const auto shown = skep_ok("-f -j prog show pinned " + pin).json();
  CHECK(shown["pinned"] == nlohmann::json::array({several.pin("a_pin"), pin}));
}

TEST_CASE("metadata is shown by its types") {
  const Loaded metadata{"metadata"};
  check_same_as_bpftool("prog show pinned " + metadata.pin("tagged"));
  const auto shown =
      skep_ok("-j prog show pinned " + metadata.pin("tagged")).json();
  CHECK(shown["metadata"]["build"] == 42);
  CHECK(shown["metadata"]["version"] == "v1.2 \"beta\"");
  CHECK_FALSE(shown["metadata"].contains("limit"));
}

TEST_CASE("several programs of one tag or name are a list") {
  const Loaded one{"metadata"};
  const Loaded two{"metadata"};
  const std::string tag = shown(one.pin("tagged"), "tag");
  CHECK(shown(two.pin("tagged"), "tag") == tag);
  for (const std::string& line :
       {"prog show tag " + tag, std::string{"prog show name tagged"}}) {
    check_same_as_bpftool(line);
    const auto list = skep_ok("-j " + line).json();
    CHECK(list.is_array());
    CHECK(list.size() >= 2);
  }
}

TEST_CASE("a long name is whole, and selects as the kernel cuts it, too") {
  const Loaded several{"several"};
  const std::string pin = several.pin("a_filter_with_a_long_name");
  CHECK(shown(pin, "name") == "a_filter_with_a_long_name");
  check_same_as_bpftool("prog show name a_filter_with_a_long_name");
  CHECK(skep_ok("prog show name a_filter_with_a")
            .out.find("name a_filter_with_a_long_name") != std::string::npos);
}

TEST_CASE("all programs are a list, also in bpftool's other words") {
  const Loaded several{"several"};
  const std::string id = shown(several.pin("pass"), "id");
  for (const char* line : {"prog show", "prog list", "prog", "p s"}) {
    CAPTURE(line);
    const auto list = skep_ok(std::string{"-j "} + line).json();
    REQUIRE(list.is_array());
    CHECK(std::any_of(list.begin(), list.end(), [&](const auto& prog) {
      return std::to_string(prog["id"].template get<int>()) == id;
    }));
    CHECK(skep_ok(line).out.find(id + ": xdp  name pass  tag ") !=
          std::string::npos);
  }
}

TEST_CASE("run statistics are shown as bpftool shows them") {
  const Loaded several{"several"};
  const std::string pin = several.pin("pass");
  const TempDir dir;
  write_file(dir / "packet", std::string(64, 'x'));
  {
    const RunsCounted counted;
    bpftool("prog run pinned " + pin + " repeat 3 data_in " + dir / "packet");
  }
  CHECK(skep_ok("-j prog show pinned " + pin).json()["run_cnt"] == 3);
  check_same_as_bpftool("prog show pinned " + pin);
}

TEST_CASE("a program bound to a device is shown as bpftool shows it") {
  NEEDS(feature::veth, feature::device_bound_programs);
  const std::string device = unique_name("sk");
  REQUIRE(shell("ip link add " + device + " type veth").exit == 0);
  const Bpffs bpffs;
  const Result loaded = skep("prog load " + bpf_object("metadata") + " " +
                             bpffs / "bound" + " xdpmeta_dev " + device);
  if (loaded.exit == 0)
    check_same_as_bpftool("prog show pinned " + bpffs / "bound");
  shell("ip link del " + device);
  REQUIRE(loaded.exit == 0);
  check_same_as_bpftool("prog show pinned " + bpffs / "bound");
}

// bpftool may be built without the iterator by which it finds them.
TEST_CASE("processes that hold a program are shown") {
  const Loaded several{"several"};
  const std::string pin = several.pin("on_fork");
  CHECK_FALSE(skep_ok("-j prog show pinned " + pin).json().contains("pids"));
  const Fd held = open_pinned(ObjectKind::prog, pin);
  const auto pids = skep_ok("-j prog show pinned " + pin).json()["pids"];
  REQUIRE(pids.size() == 1);
  CHECK(pids[0]["pid"] == ::getpid());
  CHECK(pids[0]["comm"] == "skep_e2e");
  CHECK(skep_ok("prog show pinned " + pin)
            .out.find("\n\tpids skep_e2e(" + std::to_string(::getpid()) +
                      ")") != std::string::npos);
}

TEST_CASE("an object that is not there is an error") {
  check_fails("prog show id 4294967295", 1,
              {"there is no prog with id 4294967295"});
  check_fails("prog show name no_such_program", 1,
              {"no prog is named 'no_such_program'"});
  check_fails("prog show tag 0123456789abcdef", 1,
              {"no prog has the tag 0123456789abcdef"});
  check_fails("prog show pinned /sys/fs/bpf/no_such_pin", 1,
              {"/sys/fs/bpf/no_such_pin", "No such file or directory"});
}

TEST_CASE("a name nearly right is suggested") {
  const Loaded several{"several"};
  check_fails("prog show name on_frok", 1, {"did you mean", "on_fork"});
}

TEST_CASE("wrong words are wrong use") {
  check_fails("prog show id", 2, {"usage: skep prog show"});
  check_fails("prog show id x", 2, {"expected a number", "'x'"});
  check_fails("prog show id -1", 2, {"-1"});
  check_fails("prog show id 4294967296", 2, {"too large"});
  check_fails("prog show tag xyz", 2, {"16 hex digits"});
  check_fails("prog show name", 2, {"usage"});
  check_fails("prog show id 1 2", 2, {"'2'"});
}

TEST_CASE("the pin of another kind is named") {
  const Bpffs bpffs;
  skep_ok("map create " + bpffs / "m" +
          " type array key 4 value 4 entries 1 name m");
  check_fails("prog show pinned " + bpffs / "m", 1, {"pins a map, not a prog"});
}

TEST_CASE("programs that come and go while all are listed do no harm") {
  const Bpffs bpffs;
  const Background churn{{"/bin/sh", "-c",
                          "while :; do " + skep_program() + " prog load " +
                              bpf_object("metadata") + " " + bpffs / "p" +
                              "; rm -f " + bpffs / "p" + "; done"}};
  for (int i = 0; i < 20; ++i) {
    CHECK(skep_ok("-j prog show").json().is_array());
    const Result named = skep("-j prog show name tagged");
    CHECK((named.exit == 0 || named.exit == 1));
    CHECK_FALSE(named.json().is_null());
  }
}

TEST_CASE("programs can't be listed without the right to do so") {
  const Result text = skep_as_nobody("prog show");
  CHECK(text.exit == 1);
  CHECK(text.err.find("Operation not permitted") != std::string::npos);
  CHECK(text.err.find("CAP_SYS_ADMIN") != std::string::npos);
  CHECK(skep_as_nobody("-j prog show").json()["code"] == "EPERM");
}

}  // namespace skep::test
