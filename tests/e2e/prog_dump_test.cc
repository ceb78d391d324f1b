// prog dump: the instructions of loaded programs, beside bpftool's.
#include <bpf/bpf.h>
#include <doctest/doctest.h>

#include <filesystem>

#include "src/sys/kernel_object.h"
#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/gen_fixture.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/prog_fixture.h"

namespace skep::test {
namespace {

const std::string dump = "prog dump xlated pinned ";

}  // namespace

TEST_CASE("instructions are shown as by bpftool") {
  const Bpffs bpffs;
  const Loaded object{"several"};
  const std::string pin = object.pin(bpffs);
  check_same_as_bpftool("p d x p " + pin);
  for (const char* words : {"", " opcodes", " linum", " linum opcodes"})
    check_same_as_bpftool(dump + pin + words);
}

TEST_CASE("instructions have their index, and on request their parts") {
  const Bpffs bpffs;
  const Loaded replaceable{"replaceable"};
  const std::string pin = replaceable.pin(bpffs);
  const auto insns = skep_ok("-j " + dump + pin + " --decoded").json();
  CHECK(insns[1]["index"] == 1);
  const auto& call = insns[0]["decoded"];
  CHECK(call["op"] == "call");
  CHECK(call["name"].get<std::string>().ends_with("_verdict"));
  CHECK(insns[call["target"].get<std::size_t>()]["proto"] ==
        "int verdict(struct xdp_md * packet)");
  check_fails(dump + pin + " visual --decoded", 2, {"--decoded"});
  check_fails("prog dump jited pinned " + pin + " --decoded", 2, {"-j"});
}

TEST_CASE("calls of helpers, functions and tails are shown as by bpftool") {
  const Bpffs bpffs;
  const Loaded tail{"tail_call"};
  check_same_as_bpftool(dump + tail.pin(bpffs, "caller"));
  const Loaded replaceable{"replaceable"};
  check_same_as_bpftool(dump + replaceable.pin(bpffs));
  const Loaded globals{"globals"};
  check_same_as_bpftool(dump + globals.pin(bpffs, "count"));
}

TEST_CASE("programs of one name come each behind a header") {
  const Loaded one{"several"};
  const Loaded other{"several"};
  const std::string name =
      info_of<bpf_prog_info>(bpf_program__fd(one.program())).name;
  const auto both = skep_ok("-j prog dump xlated name " + name).json();
  CHECK(both.size() >= 2);
  for (const auto& prog : both) {
    CHECK(prog.contains("tag"));
    CHECK(prog["insns"].size() > 1);
  }
  check_fails("prog dump xlated name " + name + " file /tmp/never", 1,
              {"several programs"});
}

TEST_CASE("a file holds the bytes of the instructions, as bpftool's") {
  const TempDir dir;
  const Bpffs bpffs;
  const std::string pin = Loaded{"several"}.pin(bpffs);
  skep_ok(dump + pin + " file " + dir / "ours");
  REQUIRE(bpftool(dump + pin + " file " + dir / "theirs").exit == 0);
  CHECK(read_text(dir / "ours") == read_text(dir / "theirs"));
  check_fails(dump + pin + " file " + dir / "not" + " opcodes", 2, {"file"});
  CHECK_FALSE(std::filesystem::exists(dir / "not"));
  check_fails("prog dump native pinned " + pin, 2, {"xlated", "jited"});
}

TEST_CASE("the instructions of all programs are those of bpftool" *
          doctest::test_suite("files")) {
  std::size_t count = 0;
  for (const std::string& object : bpf_objects_to_load()) {
    const Bpffs bpffs;
    if (skep("prog loadall " + bpf_object(object) + " " + bpffs / "d").exit !=
        0)
      continue;
    for (const std::string& name : files_below(bpffs / "d")) {
      CAPTURE(object);
      CAPTURE(name);
      check_same_text(dump + (bpffs / "d") + "/" + name + " linum opcodes");
      // Many of a kind teach nothing new.
      if (++count % 40 == 0) break;
    }
  }
  CHECK(count > 30);
}

}  // namespace skep::test
