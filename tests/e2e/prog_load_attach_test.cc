// prog load and loadall that attach programs to hooks, and loads that leave
// nothing: --dry-run, and -L, which loads by a program.
#include <doctest/doctest.h>

#include "tests/e2e/features.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/prog_fixture.h"
#include "tests/e2e/signing_key.h"

namespace skep::test {
namespace {

using Names = std::vector<std::string>;

std::string load(std::string_view object, const std::string& words) {
  return "prog load " + bpf_object(object) + " " + words;
}
std::string loadall(std::string_view object, const std::string& words) {
  return "prog loadall " + bpf_object(object) + " " + words;
}

bool holds(const std::string& text, std::string_view part) {
  CAPTURE(text);
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("--attach attaches programs to hooks, with pinned links") {
  const Cgroup cgroup;
  const Bpffs bpffs;
  const std::string hook = "cgroup " + cgroup.path() + " cgroup_inet_egress";
  const auto made =
      skep_ok("-j " + load("cgroup_skb",
                           bpffs / "p --attach 'block_all=" + hook + "' --ids"))
          .json();
  CHECK(files_below(bpffs.path()) == Names{"p", "p_link"});
  REQUIRE(made["links"].size() == 1);
  const auto& link = made["links"][0];
  CHECK(link["name"] == "block_all");
  CHECK(link["pinned"] == bpffs / "p_link");
  CHECK(link["id"] == id_of_pinned("link", bpffs / "p_link"));
  CHECK(link["type"] == "cgroup");
  CHECK(link["attach_type"] == "cgroup_inet_egress");
  CHECK(count_links_of(bpffs / "p") == 1);
  shell("rm " + bpffs / "p_link");
  CHECK(eventually([&] { return count_links_of(bpffs / "p") == 0; }));
}

TEST_CASE("a program is attached to several hooks, each with its own link") {
  const Bpffs bpffs;
  const std::string raw = " --attach 'on_fork=raw_tracepoint sched_process_";
  const Result result = skep_ok(
      loadall("several", bpffs / "d" + raw + "fork'" + raw + "exit' --ids"));
  CHECK(files_below(bpffs / "d") == Names{"a_filter_with_a_long_name",
                                          "on_fork", "on_fork_link",
                                          "on_fork_link2", "pass"});
  CHECK(holds(result.out, "name on_fork  pinned " + bpffs / "d/on_fork_link2" +
                              "  raw_tracepoint  "));
  CHECK(holds(result.out, "tp 'sched_process_exit'"));
  CHECK(count_links_of(bpffs / "d/on_fork") == 2);
}

TEST_CASE("autoattach leaves programs alone that --attach names") {
  const Bpffs bpffs;
  skep_ok(loadall("several", bpffs / "d autoattach --attach "
                                     "'on_fork=raw_tracepoint sys_enter'"));
  CHECK(files_below(bpffs / "d") ==
        Names{"a_filter_with_a_long_name", "on_fork", "on_fork_link", "pass"});
}

TEST_CASE("an optional program that --attach names is loaded") {
  NEEDS(feature::veth);
  const VethPair devices;
  const Bpffs bpffs;
  skep_ok(load("all_optional",
               bpffs / "p --attach 'maybe=xdp dev " + devices.name() + "'"));
  CHECK(facts_of("link", bpffs / "p_link")["devname"] == devices.name());
}

TEST_CASE("nothing is left when one of several hooks can't be attached to") {
  const Bpffs bpffs;
  const ObjectCopy object{"several"};
  const std::string line = "prog loadall " + object.path() + " " + bpffs / "d" +
                           " pinmaps " + bpffs / "m --attach 'on_fork=";
  check_fails(line +
                  "raw_tracepoint sched_process_fork' --attach "
                  "'on_fork=raw_tracepoint no_such_tracepoint'",
              1, {"'on_fork'", "no_such_tracepoint"});
  check_fails(line + "xdp dev lo'", 1, {"'on_fork'", "raw_tracepoint"});
  CHECK(files_below(bpffs.path()).empty());
  CHECK(object.has_left_no_map());
}

TEST_CASE("words of --attach that make no sense are wrong use") {
  const Bpffs bpffs;
  const std::string line =
      "prog load " + bpf_object("several") + " " + bpffs / "p --attach ";
  check_fails(line + "pass", 2, {"'pass'", "PROG=HOOK"});
  check_fails(line + "'pass='", 2, {"'pass'", "HOOK"});
  check_fails(line + "'pass=xpd dev lo'", 2, {"'pass'", "did you mean xdp?"});
  check_fails(line + "'pass=xdp dev lo more'", 2, {"'pass'", "'more'"});
  check_fails(line + "'on_fork=xdp dev lo'", 2,
              {"'on_fork'", "not pinned", "--only"});
  check_fails(line + "'on_frk=xdp dev lo' --only pas", 1,
              {"no program 'pas', no program 'on_frk'"});
  check_fails(line + "'on_fork=xdp dev lo' --only pass", 1,
              {"'on_fork'", "not among those that are loaded"});
  CHECK(files_below(bpffs.path()).empty());
}

TEST_CASE("a place for a link that is taken is found out before") {
  const Bpffs bpffs;
  const ObjectCopy object{"cgroup_skb"};
  skep_ok(load("nomaps", bpffs / "p_link"));
  check_fails("prog load " + object.path() + " " + bpffs / "p --attach " +
                  "'block_all=cgroup /sys/fs/cgroup cgroup_inet_egress'",
              1, {bpffs / "p_link", "File exists"});
  CHECK(files_below(bpffs.path()) == Names{"p_link"});
}

TEST_CASE("--dry-run shows what the verifier says, and leaves nothing") {
  const Bpffs bpffs;
  const ObjectCopy object{"several"};
  const std::string dry = "prog loadall " + object.path() + " --dry-run";
  const auto progs = skep_ok("-j " + dry).json();
  REQUIRE(progs.size() == 3);
  CHECK(progs[1]["name"] == "on_fork");
  CHECK(progs[1]["type"] == "raw_tracepoint");
  CHECK(progs[1]["section"] == "raw_tp/sched_process_fork");
  CHECK(progs[1]["insns_processed"] > 10);
  CHECK(progs[1]["bytes_xlated"] > 100);
  CHECK(progs[1]["total_states"] > 0);
  CHECK(progs[1]["stack_depths"][0] >= 16);
  const Result text =
      skep_ok("prog loadall " + object.path() + " " + bpffs / "d pinmaps " +
              bpffs / "m autoattach --only on_fork --dry-run");
  CHECK(
      text.out.starts_with("on_fork: raw_tracepoint  section "
                           "raw_tp/sched_process_fork\n\tverified "));
  CHECK(files_below(bpffs.path()).empty());
  CHECK(object.has_left_no_map());
}

TEST_CASE("a dry run fails as the load would, and pins nothing by name") {
  const Bpffs bpffs;
  const std::string dry = " --dry-run";
  check_fails(load("refused", "type xdp" + dry), 1,
              {"'reads_too_far'", "R1 ", "return packet[12]"});
  check_fails(load("several", "/tmp/p" + dry), 1, {"BPF file system"});
  check_fails(load("several", bpffs / "p --ids" + dry), 2, {"exclude"});
  check_fails(load("all_optional", dry), 1, {"optional", "--only"});
  check_fails(load("several", "--set stp=1" + dry), 1, {"did you mean step?"});
  const Result result = shell(
      "unshare -m sh -c 'mount -t bpf bpf /sys/fs/bpf && " + skep_program() +
      " " + load("pin_by_name", dry) + " && ls /sys/fs/bpf'");
  CHECK(result.exit == 0);
  CHECK_FALSE(holds(result.out, "by_name\n"));
}

TEST_CASE("-L loads by a program, and keeps nothing") {
  const ObjectCopy object{"several"};
  for (const std::string& line :
       {"-L prog load " + object.path(), "-L p lo " + bpf_object("globals"),
        "-L prog load " + object.path() + " --only on_fork --set step=3",
        "-L prog load " + bpf_object("optional")}) {
    CAPTURE(line);
    CHECK(skep_ok(line).out.empty());
    CHECK(skep_ok("-j " + line).out == "null\n");
  }
  CHECK(object.has_left_no_map());
  const Result debug = skep_ok("-d -L prog load " + bpf_object("nomaps"));
  CHECK(holds(debug.err, "   0: ("));
  CHECK(holds(debug.err, "processed "));
}

TEST_CASE("-L tells what libbpf says of an object that can't be loaded") {
  const Bpffs bpffs;
  check_fails(
      "-L prog load " + bpf_object("refused"), 1,
      {"the loader program failed", "'reads_too_far'", "return packet[12]"});
  check_fails("-L prog load " + bpf_object("struct_ops"), 1, {"struct_ops"});
  for (const char* words : {"PATH", "--ids", "autoattach", "--dry-run"})
    check_fails("-L prog load " + bpf_object("nomaps") + " " +
                    (words == std::string_view{"autoattach"} ? "p " : "") +
                    words,
                2, {"exclude"});
  check_fails("-L prog loadall " + bpf_object("nomaps"), 2, {"`prog load`"});
}

TEST_CASE("the kernel verifies the signature of a loader program") {
  NEEDS(feature::signed_programs);
  const SigningFilesOfTest files;
  CHECK(skep_ok(files.options() + " prog load " + bpf_object("several"))
            .out.empty());
}

TEST_CASE("a kernel that verifies no signatures is told of") {
  const SigningFilesOfTest files;
  const Result result =
      skep(files.options() + " prog load " + bpf_object("nomaps"));
  if (result.exit == 0) return;
  CHECK(result.exit == 1);
  CHECK(holds(result.err, "signatures are verified since Linux 6.18"));
}

}  // namespace skep::test
