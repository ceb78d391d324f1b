// cgroup show, tree, attach and detach, beside bpftool.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/features.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/hook_table.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/traced.h"

namespace skep::test {
namespace {

using Json = nlohmann::ordered_json;

// A control group with another one in it.
class CgroupPair {
 public:
  CgroupPair() { REQUIRE(::mkdir(below().c_str(), 0755) == 0); }
  CgroupPair(const CgroupPair&) = delete;
  CgroupPair& operator=(const CgroupPair&) = delete;
  ~CgroupPair() { ::rmdir(below().c_str()); }
  [[nodiscard]] const std::string& path() const { return cgroup_.path(); }
  [[nodiscard]] std::string below() const { return path() + "/below"; }

 private:
  Cgroup cgroup_;
};

struct Program {
  Program() : object("cgroup_skb"), pin(object.pin(bpffs)) {}

  Bpffs bpffs;
  Loaded object;
  std::string pin;
  std::uint32_t id = id_of_pinned("prog", pin);
  std::string ref = " pinned " + pin;
};

// How often the kernel is asked for the programs of a control group.
std::size_t count_queries(const std::string& path) {
  const Bpffs pins;
  const auto run = run_traced("cgroup tree " + path, pins.path());
  REQUIRE(run.result.exit == 0);
  const std::string query = std::to_string(BPF_PROG_QUERY);
  return static_cast<std::size_t>(std::count_if(
      run.calls.begin(), run.calls.end(), [&](const SystemCall& call) {
        return call.name == "bpf" && call.subject == query;
      }));
}

}  // namespace

TEST_CASE("the programs of a control group are shown as by bpftool") {
  const CgroupPair groups;
  const Program by_link;
  const Program direct;
  skep_ok("prog attach" + by_link.ref + " cgroup " + groups.below() +
          " egress pinned " + (by_link.bpffs / "link"));
  skep_ok("cgroup attach " + groups.path() + " egress" + direct.ref + " multi");
  skep_ok("cgroup attach " + groups.below() + " egress" + direct.ref +
          " multi");
  for (const std::string& line : std::vector<std::string>{
           "cgroup show " + groups.path(), "cgroup list " + groups.below(),
           "cgroup show " + groups.below() + " effective",
           "cgroup tree " + groups.path(),
           "cgroup tree " + groups.path() + "/ effective"})
    check_same_as_bpftool(line);
  const Json effective =
      skep_ok("-j cgroup show " + groups.below() + " effective").json();
  CHECK(effective.size() == 3);
  CHECK_FALSE(effective[0].contains("attach_flags"));
  skep_ok("cgroup detach " + groups.path() + " egress" + direct.ref);
  skep_ok("cgroup detach " + groups.below() + " egress" + direct.ref);
}

TEST_CASE("programs of security hooks have the names of their hooks") {
  NEEDS(feature::lsm);
  const Bpffs bpffs;
  const Cgroup cgroup;
  const Fd prog = load_for(row_of_lsm_cgroup(cgroup.path()));
  const std::string pin = bpffs / "prog";
  REQUIRE(bpf_obj_pin(prog.get(), pin.c_str()) == 0);
  skep_ok("prog attach pinned " + pin + " cgroup " + cgroup.path() +
          " lsm_cgroup pinned " + (bpffs / "link"));
  check_same_as_bpftool("cgroup show " + cgroup.path());
  CHECK(skep_ok("cgroup show " + cgroup.path())
            .out.find("bpf_lsm_socket_post_create") != std::string::npos);
}

TEST_CASE("a control group without programs is an empty list") {
  const Cgroup cgroup;
  CHECK(skep_ok("cgroup show " + cgroup.path()).out.empty());
  CHECK(skep_ok("-j cgroup show " + cgroup.path()).out == "[]\n");
  CHECK(skep_ok("-j cgroup tree " + cgroup.path()).out == "[]\n");
  check_same_text("cgroup tree " + cgroup.path());
}

TEST_CASE("cgroup tree goes through all groups, and takes effective alone") {
  const CgroupPair groups;
  const Program program;
  skep_ok("prog attach" + program.ref + " cgroup " + groups.below() +
          " egress pinned " + (program.bpffs / "link"));
  const auto is_in = [&](const std::string& line) {
    for (const Json& group : skep_ok("-j " + line).json())
      for (const Json& found : group["programs"])
        if (found["id"] == program.id) return true;
    return false;
  };
  CHECK(is_in("cgroup tree"));
  CHECK(is_in("cgroup tree effective"));
}

TEST_CASE("each control group is asked once for each attach type") {
  const Cgroup cgroup;
  const Program program;
  const std::size_t types = rows_of_cgroups({}).size();
  const std::size_t of_empty = count_queries(cgroup.path());
  CHECK(of_empty >= types);
  // Twice for those few that a kernel does not know.
  CHECK(of_empty < 2 * types);
  skep_ok("prog attach" + program.ref + " cgroup " + cgroup.path() +
          " egress pinned " + (program.bpffs / "link"));
  CHECK(count_queries(cgroup.path()) == of_empty);
}

TEST_CASE("cgroup attach and detach do what bpftool's do") {
  const Cgroup cgroup;
  const Program program;
  const std::string group = " " + cgroup.path() + " ";
  const auto flags = [&] {
    return skep_ok("-j cgroup show" + group).json()[0]["attach_flags"];
  };
  for (const auto& [words, shown] :
       std::vector<std::pair<std::string, std::string>>{
           {"", ""}, {" multi", "multi"}, {" override", "override"}}) {
    CAPTURE(words);
    CHECK(skep_ok("-j cgroup attach" + group + "eg" + program.ref + words)
              .json()
              .is_null());
    CHECK(flags() == shown);
    check_same_as_bpftool("cgroup show" + group);
    CHECK(bpftool("cgroup detach" + group + "egress" + program.ref).exit == 0);
    CHECK(bpftool("cgroup attach" + group + "egress" + program.ref + words)
              .exit == 0);
    skep_ok("cgroup detach" + group + "cgroup_inet_egress" + program.ref);
    check_fails("cgroup detach" + group + "egress" + program.ref, 1,
                {"can't detach prog", "not attached there"});
  }
}

TEST_CASE("control groups and attach types that are none are refused") {
  const Cgroup cgroup;
  const Program program;
  check_fails("cgroup show /tmp", 1, {"no control group"});
  check_fails("cgroup show " + cgroup.path() + "x", 1, {"did you mean"});
  check_fails("cgroup tree /does/not/exist", 1, {"No such file"});
  check_fails("cgroup show", 2, {"CGROUP is missing"});
  check_fails("cgroup attach " + cgroup.path() + " connekt" + program.ref, 2,
              {"no attach type 'connekt'", "did you mean"});
  check_fails("cgroup attach " + cgroup.path() + " connect4" + program.ref, 1,
              {"is of type cgroup_skb"});
  check_fails("cgroup attach " + cgroup.path() + " egress", 2,
              {"PROG is missing"});
}

}  // namespace skep::test
