// prog stats: what the verifier makes of programs.
#include <doctest/doctest.h>
#include <linux/bpf.h>

#include <algorithm>
#include <string>
#include <vector>

#include "src/sys/kernel_object.h"
#include "tests/e2e/features.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/prog_fixture.h"

namespace skep::test {
namespace {

using Json = nlohmann::ordered_json;

Json stats_of(const std::string& words, int exit = 0) {
  const Result result = skep("-j prog stats " + words);
  CAPTURE(result.err);
  CHECK(result.exit == exit);
  return result.json();
}

}  // namespace

TEST_CASE("the cost of each program is shown, and why one is refused") {
  const Json stats = stats_of(bpf_object("refused"), 1);
  REQUIRE(stats.size() == 2);
  const Json& accepted = stats[0];
  CHECK(accepted["object"] == bpf_object("refused"));
  CHECK(accepted["prog"] == "accepted");
  CHECK(accepted["type"] == "xdp");
  CHECK(accepted["verdict"] == "accepted");
  CHECK(accepted["insns"] == 2);
  CHECK(accepted["stack"] == 0);
  CHECK(accepted["states"].is_number());
  CHECK(accepted["time_us"].is_number());
  CHECK(accepted["reason"].is_null());
  const Json& refused = stats[1];
  CHECK(refused["verdict"] == "refused");
  CHECK(refused["xlated"].is_null());
  CHECK(refused["reason"].get<std::string>().find(" outside of the ") !=
        std::string::npos);

  const Result text = skep("prog stats " + bpf_object("refused"));
  CHECK(text.exit == 1);
  CHECK(text.err.empty());
  CHECK(text.out.find("object ") == 0);
}

TEST_CASE("the sizes are those of the program when it is loaded") {
  const Loaded loaded{"several"};
  const Json stats = stats_of(bpf_object("several"));
  REQUIRE(stats.size() == 3);
  for (const Json& one : stats) {
    const int fd =
        bpf_program__fd(loaded.program(one["prog"].get<std::string>()));
    CHECK(one["xlated"] == info_of<bpf_prog_info>(fd).xlated_prog_len);
    CHECK(one["jited"] == info_of<bpf_prog_info>(fd).jited_prog_len);
  }
}

TEST_CASE("programs are chosen, brought in order, and shown as CSV") {
  const std::string objects =
      bpf_object("several") + " " + bpf_object("nomaps");
  const Json largest = stats_of(objects + " --sort insns --top 2");
  REQUIRE(largest.size() == 2);
  CHECK(largest[0]["insns"] >= largest[1]["insns"]);
  const Json chosen =
      stats_of(objects + " --filter 'prog == pass && type == xdp'");
  for (const Json& one : chosen) CHECK(one["prog"] == "pass");
  CHECK_FALSE(chosen.empty());
  const Result csv =
      skep_ok("prog stats " + bpf_object("nomaps") + " --format csv");
  CHECK(csv.out.starts_with("object,prog,type,verdict,insns,"));
  CHECK(std::count(csv.out.begin(), csv.out.end(), '\n') == 2);
}

TEST_CASE("a run is compared with an earlier one") {
  const TempDir dir;
  const std::string object = bpf_object("several");
  const std::string file = dir / "before.json";
  const std::string line = object + " --compare " + file;
  skep_ok("prog stats " + object + " --save " + file);
  CHECK(stats_of(line).empty());

  Json saved = Json::parse(read_text(file));
  const auto insns = saved[0]["insns"].get<std::uint64_t>();
  saved[0]["insns"] = insns * 2;
  saved[1]["prog"] = "gone";
  write_file(file, saved.dump());
  const Json changes = stats_of(line);
  CHECK(changes[0]["prog"] == saved[0]["prog"]);
  CHECK(changes[0]["what"] == "insns");
  CHECK(changes[0]["old"] == insns * 2);
  CHECK(changes[0]["new"] == insns);
  CHECK(changes[0]["difference"] == -static_cast<std::int64_t>(insns));
  CHECK(changes[0]["percent"] == -50);
  CHECK(changes[1]["old"].is_null());
  CHECK(changes[1]["new"] == "accepted");
  CHECK(changes.back()["prog"] == "gone");
  CHECK(changes.back()["new"].is_null());

  const Json verdicts = stats_of(line + " --filter 'what =~ verd*'");
  CHECK(verdicts.size() == 2);
  CHECK(stats_of(line + " --filter 'percent <= -49.5'").size() == 1);
  CHECK(stats_of(line + " --filter 'difference > 0'").empty());
  check_fails("prog stats " + object + " --compare /proc/self/environ", 1,
              {"/proc/self/environ"});
}

TEST_CASE("each program is measured alone: others do not get in its way") {
  const Json optional = stats_of(bpf_object("optional"), 1);
  CHECK(optional.size() > 1);
  CHECK(std::count_if(optional.begin(), optional.end(), [](const Json& one) {
          return one["verdict"] == "accepted";
        }) == 1);
}

TEST_CASE("a member of struct_ops is measured without the others") {
  NEEDS(feature::struct_ops);
  const Json members = stats_of(bpf_object("struct_ops"), 1);
  REQUIRE(members.size() == 4);
  for (int i = 0; i < 3; ++i) {
    CHECK(members[i]["type"] == "struct_ops");
    CHECK(members[i]["verdict"] == "accepted");
  }
  // This one is in no struct.
  CHECK(members[3]["verdict"] == "failed");
  CHECK(members[3]["reason"].get<std::string>().find("referenced") !=
        std::string::npos);
}

TEST_CASE("nothing is left of what was measured") {
  const Result result = shell(
      "unshare -m sh -c 'mount -t bpf bpf /sys/fs/bpf && " + skep_program() +
      " prog stats " + bpf_object("pin_by_name") + " && ls /sys/fs/bpf'");
  CHECK(result.exit == 0);
  CHECK(result.out.find("by_name\n") == std::string::npos);
  const ObjectCopy copy{"globals"};
  skep("prog stats " + copy.path());
  CHECK(copy.has_left_no_map());
}

TEST_CASE("wrong use of prog stats is told before anything is loaded") {
  const std::string line = "prog stats " + bpf_object("nomaps") + " ";
  check_fails(line + "--top 3", 2, {"--sort"});
  check_fails(line + "--sort insn", 2, {"insn", "insns"});
  check_fails(line + "--filter 'insns > many'", 2, {"many"});
  check_fails(line + "--filter 'program == x'", 2, {"program", "prog"});
  check_fails("prog stats /no/such.bpf.o", 1, {"/no/such.bpf.o"});
  check_fails(line + "--save /no/such/file", 1, {"/no/such/file"});
}

}  // namespace skep::test
