// run: the life of an object, phase by phase; whatever fails, nothing is left.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <csignal>

#include "src/net/traffic_control.h"
#include "tests/e2e/features.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/prog_fixture.h"
#include "tests/e2e/tc_fixture.h"

namespace skep::test {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view forks = " --exec \"sh -c '/bin/true; /bin/true'\"";

std::string run_line(const ObjectCopy& object, std::string_view words) {
  return fmt::format("run {} {}", object.path(), words);
}

// Check that a line fails in a phase, as check_fails() does.
void check_fails_in(std::string_view phase, const std::string& line, int exit,
                    std::initializer_list<std::string_view> words) {
  check_fails(line, exit, words);
  CHECK(skep("-j " + line).json()["phase"] == phase);
}

Json element(const Json& result, const std::string& map, const Json& key) {
  for (const Json& one : result["maps"])
    if (one["name"] == map)
      for (const Json& element : one["elements"])
        if (element["key"] == key) return element["value"];
  return nullptr;
}

std::vector<Json> lines_of(const std::string& text) {
  std::vector<Json> lines;
  std::size_t start = 0;
  for (auto end = text.find('\n'); end != text.npos;
       end = text.find('\n', start)) {
    lines.push_back(Json::parse(text.substr(start, end - start)));
    start = end + 1;
  }
  CHECK(start == text.size());
  return lines;
}

}  // namespace

TEST_CASE("an object lives as long as a command, and leaves nothing") {
  const ObjectCopy object{"several"};
  const Json result =
      skep_ok("-j " + run_line(object, "--set step=3") + std::string{forks})
          .json();
  REQUIRE(result["attached"].size() == 1);
  CHECK(result["attached"][0]["program"] == "on_fork");
  CHECK(result["attached"][0]["links"][0]["type"] == "raw_tracepoint");
  CHECK(result["events"].empty());
  CHECK(result["ended"] == "process");
  CHECK(result["status"] == 0);
  const auto count = element(result, "counts", 1).get<std::uint64_t>();
  CHECK(count >= 3);
  CHECK(count % 3 == 0);
  CHECK(result["variables"]["total"] == count);
  CHECK_FALSE(result["variables"].contains("step"));
  CHECK(object.has_left_no_map());

  const Result text = skep_ok(run_line(object, forks));
  CHECK(text.err == "attached: on_fork\n");
  CHECK(text.out.find("\ncounts[1] = ") != std::string::npos);
  CHECK(text.out.find("counts[0]") == std::string::npos);
  CHECK(text.out.starts_with("total = "));
  const Result quiet = skep_ok(run_line(object, "--no-maps --timeout 0"));
  CHECK(quiet.out.empty());
}

TEST_CASE("with ndjson what is known is a line at once") {
  const ObjectCopy object{"several"};
  const std::string line = run_line(object, "--format ndjson --exec ");
  const auto lines = lines_of(skep_ok(line + "'echo hello'").out);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0]["attached"][0]["program"] == "on_fork");
  CHECK(lines[1]["ended"] == "process");
  CHECK(lines[1]["maps"].size() == 2);
}

TEST_CASE("all unknown names are told at once, before anything is done") {
  const ObjectCopy object{"several"};
  const std::string line = run_line(
      object,
      "on_frok --set no1=1 --map-set no2 1 1 --map-size no3=3 --attach "
      "'no4=xdp dev lo' --map-pin no5=/p --only no6 --until 'no7 > 1 || "
      "totel > 1' --map-reuse no8=id:1 --exec /bin/true");
  check_fails_in(
      "parse", line, 2,
      {"no program 'on_frok'", "did you mean on_fork?", "'no1'", "no map 'no2'",
       "no map 'no3'", "no program 'no4'", "no map 'no5'", "no program 'no6'",
       "'no7'", "'totel'", "no map 'no8'"});
}

TEST_CASE("words that make no sense together are wrong use") {
  const std::string run = "run " + bpf_object("several") + " ";
  for (const char* words :
       {"--exec-status", "--exec /bin/true --pid 1", "--count 0",
        "--keep /d --timeout 1", "--dry-run --count 1", "--interval 1",
        "--map-set a 1", "--map-pin a", "--map-reuse a=", "--tail :x",
        "--attach-policy some", "--exec ''", "--until 'a ='",
        "-j --format "
        "ndjson"})
    CHECK_MESSAGE(skep(run + words).exit == 2, words);
}

TEST_CASE("an object with nothing to attach says what can be done") {
  check_fails_in("attach", "run " + bpf_object("xdp_pass"), 1,
                 {"nothing can be attached", "--attach 'PROG=HOOK'", "xdp"});
  check_fails_in("attach", "run " + bpf_object("several") + " pass", 1,
                 {"program 'pass'", "does not say where", "--attach 'pass="});
  check_fails_in("open", "run " + bpf_object("noprogs"), 1,
                 {"it has no programs"});
  check_fails_in("open", "run " + bpf_object("all_optional"), 1,
                 {"optional", "PROG"});
  check_fails_in("open", "run /nonexistent.o", 1, {"/nonexistent.o"});
}

TEST_CASE("a command that can't start is told before anything is loaded") {
  const ObjectCopy object{"several"};
  check_fails_in("parse", run_line(object, "--exec /nonexistent/program"), 1,
                 {"can't run /nonexistent/program", "No such file"});
  check_fails_in("parse", run_line(object, "--exec no-such-program-7"), 1,
                 {"can't run no-such-program-7"});
  check_fails_in("parse", run_line(object, "--exec /etc/passwd"), 1,
                 {"Permission denied"});
  const TempDir dir;
  write_file(dir / "broken", "#!/nonexistent/interpreter\n");
  REQUIRE(shell("chmod +x " + (dir / "broken")).exit == 0);
  check_fails_in("hold", run_line(object, "--exec " + dir / "broken"), 1,
                 {"can't run", "No such file"});
  check_fails_in("parse", run_line(object, "--pid 999999999"), 1,
                 {"999999999"});
  CHECK(object.has_left_no_map());
}

TEST_CASE("what the kernel refuses has an exit code of its own") {
  const ObjectCopy object{"refused"};
  check_fails_in("load", run_line(object, "--timeout 0"), 3,
                 {"reads_too_far", "(insn "});
  CHECK(object.has_left_no_map());
}

TEST_CASE("an attachment that fails takes back the others, or is left out") {
  const ObjectCopy object{"several"};
  const std::string line =
      run_line(object, "--timeout 0 --attach 'pass=xdp dev nonesuch'");
  check_fails_in("attach", line, 1, {"'pass'", "nonesuch"});
  CHECK(object.has_left_no_map());
  const Result best = skep_ok(line + " --attach-policy best");
  CHECK(best.err.find("'pass'") != std::string::npos);
  CHECK(best.err.find("attached: on_fork\n") != std::string::npos);
  check_fails_in("attach",
                 run_line(object, "pass --timeout 0 --attach-policy best"), 1,
                 {"nothing could be attached", "'pass'"});
}

TEST_CASE("programs are attached in the order in which they are named") {
  const ObjectCopy object{"several"};
  const VethPair veth;
  const std::string words =
      "pass on_* --timeout 0 --attach 'pass=xdp dev " + veth.name() + "'";
  const Json result = skep_ok("-j " + run_line(object, words)).json();
  REQUIRE(result["attached"].size() == 2);
  CHECK(result["attached"][0]["program"] == "on_fork");
  CHECK(result["attached"][1]["program"] == "pass");
  CHECK(result["attached"][1]["links"][0]["type"] == "xdp");
}

TEST_CASE("elements are set before anything runs") {
  const ObjectCopy object{"several"};
  const std::string line =
      run_line(object,
               "--timeout 0 --map-set counts 2 700 --map-set seen 5 6 "
               "--map-size seen=9");
  const Json result = skep_ok("-j " + line).json();
  CHECK(element(result, "counts", 2) == 700);
  CHECK(element(result, "seen", 5) == 6);
  const Result text = skep_ok(line);
  CHECK(text.out.find("counts[2] = 700\n") != std::string::npos);
  CHECK(text.out.find("seen[5] = 6\n") != std::string::npos);
  check_fails_in("prepare", run_line(object, "--map-set counts 4 1"), 1,
                 {"map 'counts'"});
  check_fails_in("prepare", run_line(object, "--map-set counts 1 many"), 2,
                 {"map 'counts'", "many"});
  CHECK(object.has_left_no_map());
}

TEST_CASE("a command before attaching sees what is loaded, or stops it") {
  const ObjectCopy object{"several"};
  const std::string line =
      run_line(object, "--timeout 0 --pre-attach \"" + skep_program() +
                           " map update id $SKEP_MAP_counts key 3 value 33\"");
  CHECK(skep(line).exit == 1);  // no shell runs it
  const Result result = skep_ok(run_line(
      object, "--timeout 0 --pre-attach \"sh -c 'echo $SKEP_MAP_counts; " +
                  skep_program() +
                  " map update id $SKEP_MAP_counts key 3 value 33'\""));
  CHECK(result.out.find("counts[3] = 33\n") != std::string::npos);
  CHECK(std::isdigit(static_cast<unsigned char>(result.out[0])) != 0);
  check_fails_in("hook",
                 run_line(object,
                          "--exec /bin/true --pre-attach \"sh -c "
                          "'exit 5'\""),
                 1, {"sh has failed", "exit code 5"});
  CHECK(object.has_left_no_map());
}

TEST_CASE("maps are pinned as long as the object runs, or are others'") {
  const ObjectCopy object{"several"};
  const Bpffs bpffs;
  const std::string pin = bpffs / "c";
  const Result result = skep_ok(run_line(
      object, "--map-pin counts=" + pin + " --map-set counts 2 9 --exec '" +
                  skep_program() + " map lookup pinned " + pin + " key 2'"));
  CHECK(result.out.find("\"value\": 9") != std::string::npos);
  CHECK(files_below(bpffs.path()).empty());
  skep_ok("map create " + pin +
          " type array key 4 value 8 entries 4 name counts");
  check_fails_in("open", run_line(object, "--map-pin counts=" + pin), 1,
                 {pin, "File exists"});
  skep_ok(run_line(object, "--timeout 0 --map-reuse counts=" + pin +
                               " --map-set counts u32:3 u64:41"));
  CHECK(skep_ok("map lookup pinned " + pin + " key u32:3").out.find("29 00") !=
        std::string::npos);
}

TEST_CASE("maps that the object would pin by name are not pinned") {
  const Result result =
      shell("unshare -m sh -c 'mount -t bpf bpf /sys/fs/bpf; " +
            skep_program() + " run " + bpf_object("pin_by_name") +
            " --timeout 0 --attach \"looks_up=xdp dev lo\"; ls /sys/fs/bpf'");
  CHECK(result.out.find("by_name\n") == std::string::npos);
}

TEST_CASE("a run ends in time, by a condition or with another process") {
  const ObjectCopy object{"several"};
  const auto ended_by = [&](const std::string& words) {
    return skep_ok("-j " + run_line(object, words)).json()["ended"];
  };
  CHECK(ended_by("--timeout 0.1") == "timeout");
  for (const char* condition :
       {"total > 0", "counts[1] >= 1 && total != 0", "seen.value == 1",
        "counts[1] > 99999999 || !(total == 0)"})
    CHECK(ended_by(fmt::format("--until '{}' --exec \"sh -c '/bin/true; "
                               "/bin/true; exec sleep 60'\"",
                               condition)) == "condition");
  CHECK(ended_by("--until 'seen[77] != 3' --timeout 0.1") == "timeout");
  const Background sleeper{{"sleep", "0.2"}};
  CHECK(ended_by(fmt::format("--pid {}", sleeper.pid())) == "process");
  check_fails_in("prepare", run_line(object, "--until 'total.x > 1'"), 2,
                 {"'total.x'"});
  check_fails_in("prepare", run_line(object, "--until 'counts[x] > 1'"), 2,
                 {"'counts[x]'"});
}

TEST_CASE("the exit code can be that of the command") {
  const ObjectCopy object{"several"};
  const std::string line = run_line(object, "--exec \"sh -c 'exit 7'\"");
  CHECK(skep(line).exit == 0);
  const Result result = skep("-j " + line + " --exec-status");
  CHECK(result.exit == 7);
  CHECK(result.json()["status"] == 7);
  CHECK(skep(line + " --exec-status --format ndjson").err.empty());
  // Ended by us.
  CHECK(skep(run_line(object, "--exec 'sleep 60' --exec-status --timeout 0.1"))
            .exit == 128 + SIGTERM);
}

TEST_CASE("what is kept is pinned whole, and taken down by unpin") {
  const ObjectCopy object{"several"};
  const Bpffs bpffs;
  const std::string line = run_line(object, "--keep " + bpffs / "d");
  const Json kept = skep_ok("-j " + line).json();
  CHECK(kept["progs"].size() == 3);
  REQUIRE(kept["links"].size() == 1);
  CHECK(kept["links"][0]["pinned"] == bpffs / "d/on_fork_link");
  const auto before = files_below(bpffs.path());
  check_fails_in("prepare", line, 1, {"File exists"});
  CHECK(files_below(bpffs.path()) == before);
  skep_ok("unpin -r " + bpffs / "d");
  CHECK(object.has_left_no_map());
}

TEST_CASE("what can't be kept whole is not kept") {
  const ObjectCopy object{"several"};
  const Bpffs bpffs;
  check_fails_in("prepare", run_line(object, "--keep /tmp/no_bpffs"), 1,
                 {"not on a BPF file system"});
  const std::string line = run_line(object, "--keep " + bpffs / "d");
  check_fails_in("attach", line + " --attach 'pass=xdp dev nonesuch'", 1,
                 {"nonesuch"});
  check_fails_in("hook", line + " --pre-attach /bin/false", 1, {"false"});
  CHECK(skep(line, {.output_file = "/dev/full"}).exit == 1);
  CHECK(files_below(bpffs.path()).empty());
  CHECK(object.has_left_no_map());
}

TEST_CASE("a dry run shows what the verifier says, and leaves nothing") {
  const ObjectCopy object{"several"};
  const Json programs = skep_ok("-j " + run_line(object, "--dry-run")).json();
  CHECK(programs.size() == 3);
  CHECK(programs[1]["name"] == "on_fork");
  check_fails_in("parse", run_line(object, "--dry-run nosuch"), 2,
                 {"'nosuch'"});
  CHECK(skep("run " + bpf_object("refused") + " --dry-run").exit == 3);
  CHECK(object.has_left_no_map());
}

TEST_CASE("programs without links are detached, too") {
  const VethPair veth;
  const std::string line = "-j run " + bpf_object("tcx") +
                           " --only drop_packet --timeout 0 --attach "
                           "'drop_packet=tc_ingress dev " +
                           veth.name() + "'";
  const Result result = skep_ok(line);
  CHECK(result.json()["attached"][0]["hook"] == "tc ingress of " + veth.name());
  CHECK(result.err.find("without a link") != std::string::npos);
  CHECK_FALSE(has_clsact(veth.index()));
  // Another's discipline stays.
  Netlink netlink;
  REQUIRE(net::add_clsact(netlink, veth.index()));
  skep_ok(line);
  CHECK(has_clsact(veth.index()));
  CHECK(net::list_filters(netlink, veth.index(), net::clsact_ingress).empty());
}

TEST_CASE("struct_ops maps are registered and taken back") {
  NEEDS(feature::struct_ops_links);
  const Json result =
      skep_ok("-j run " + bpf_object("struct_ops_link") + " --timeout 0")
          .json();
  CHECK(result["attached"][0].contains("map"));
}

TEST_CASE("help on an object shows its variables, programs and maps") {
  const Result text = skep_ok("run --help " + bpf_object("globals"));
  CHECK(text.out.starts_with("Variables (--set NAME=VALUE):\n"));
  CHECK(text.out.find("limit") != std::string::npos);
  const Json json = skep_ok("-j run " + bpf_object("globals") + " -h").json();
  const auto limit =
      std::find_if(json["variables"].begin(), json["variables"].end(),
                   [](const Json& one) { return one["name"] == "limit"; });
  REQUIRE(limit != json["variables"].end());
  CHECK((*limit)["type"] == "int");
  CHECK((*limit)["default"] == 42);
  CHECK((*limit)["section"] == ".data");
  CHECK(json["programs"][0]["section"] == "raw_tp/sys_enter");
  CHECK(skep("run --help /nonexistent.o").exit == 1);
  CHECK(skep_ok("run --help").out.find("--exec CMD") != std::string::npos);
}

}  // namespace skep::test
