// sec list and sec test: what section names mean, by libbpf and by rules.
#include <doctest/doctest.h>

#include "src/sys/text.h"
#include "tests/e2e/harness.h"

namespace skep::test {
namespace {

// The line that tests the object with odd sections by some rules.
std::string sec_test(const std::vector<std::string>& rules) {
  std::string line = "sec test " + bpf_object("odd_sections");
  for (const std::string& rule : rules) line += " --sec-handler '" + rule + "'";
  return line;
}

// What is told of the program of this name.
nlohmann::ordered_json outlook(const Result& result, const char* program) {
  const auto document = result.json();
  for (const auto& entry : document["programs"])
    if (entry["name"] == program) return entry;
  return nullptr;
}

// The words of the line of text about a program.
std::vector<std::string> row(const std::string& text, const char* program) {
  for (const std::string& line : split(text, '\n'))
    if (line.starts_with(program)) return split_words(line);
  return {};
}

}  // namespace

TEST_SUITE_BEGIN("files");

TEST_CASE("sec list shows the sections that libbpf knows") {
  const auto list = skep_ok("-j sec list").json();
  REQUIRE(list.size() > 70);
  const auto find = [&](const char* name) -> nlohmann::ordered_json {
    for (const auto& entry : list)
      if (entry["section"] == name) return entry;
    return nullptr;
  };
  CHECK(list[0]["section"] == "socket");
  CHECK(find("kprobe") == nlohmann::ordered_json::parse(
                              R"({"section": "kprobe", "pattern": "kprobe+",
          "target": "FUNCTION[+OFFSET]", "prog_type": "kprobe", "flags": [],
          "autoattach": true})"));
  CHECK(find("fentry.s")["flags"] ==
        nlohmann::ordered_json({"sleepable", "btf"}));
  CHECK(find("xdp.frags/devmap")["flags"] == nlohmann::ordered_json({"frags"}));
  CHECK(find("cgroup_skb/ingress")["attach_type"] == "cgroup_inet_ingress");
  CHECK_FALSE(find("cgroup/skb").contains("attach_type"));
  const std::string text = skep_ok("sec list").out;
  CHECK(row(text, "xdp ") ==
        std::vector<std::string>{"xdp", "xdp", "xdp", "no"});
  CHECK(row(text, "tp_btf") ==
        std::vector<std::string>{"tp_btf", "NAME", "tracing", "trace_raw_tp",
                                 "btf", "yes"});
  CHECK(skep_ok("sec show").out == text);
  CHECK(split(text, '\n').size() == list.size() + 2);
}

TEST_CASE("sec test tells what libbpf makes of sections") {
  const Result result = skep_ok("-j sec test " + bpf_object("several"));
  const auto attached = outlook(result, "on_fork");
  CHECK(attached["handler"] == "built-in");
  CHECK(attached["pattern"] == "raw_tp+");
  CHECK(attached["eaten"] == "raw_tp/");
  CHECK(attached["rest"] == "sched_process_fork");
  CHECK(attached["type"] == "raw_tracepoint");
  CHECK(attached["attached_as"] == "raw_tp/sched_process_fork");
  CHECK_FALSE(attached.contains("attach_type"));
  CHECK_FALSE(outlook(result, "pass").contains("attached_as"));
  CHECK(outlook(result, "pass")["attach_type"] == "xdp");
  const std::string text = skep_ok("sec test " + bpf_object("several")).out;
  CHECK(row(text, "on_fork").back() == "yes");
  CHECK(row(text, "pass").back() == "no");
}

TEST_CASE("sec test tells which rule handles a program, and what follows") {
  const std::string line = sec_test(
      {"xdp/=xdp,flags=frags!attach=xdp dev {1} generic", "xdp+=sec:xdp",
       "perf_event/=perf_event!attach=perf_event {type} freq {freq} cpu "
       "{cpu:0}",
       "mine/=sec:raw_tp/{2}", "each/=sec:iter.s,autoattach=no",
       "*=kprobe,autoload=yes"});
  const Result result = skep_ok("-j " + line);
  const auto packet = outlook(result, "on_packet");
  CHECK(packet["handler"] == "custom");
  CHECK(packet["pattern"] == "xdp/");
  CHECK(packet["rule"] == "xdp/=xdp,flags=frags!attach=xdp dev {1} generic");
  CHECK(packet["eaten"] == "xdp/");
  CHECK(packet["rest"] == "lo");
  CHECK(packet["flags"] == nlohmann::ordered_json({"frags"}));
  CHECK(packet["hook"] == "xdp dev lo generic");
  CHECK(outlook(result, "on_sample")["hook"] ==
        "perf_event cpu-clock freq 500 cpu 0");
  CHECK(outlook(result, "on_fork")["attached_as"] ==
        "raw_tp/sched_process_fork");
  const auto each = outlook(result, "print_map");
  CHECK(each["target"] == "bpf_map");
  CHECK(each["attach_type"] == "trace_iter");
  CHECK(each["flags"] == nlohmann::ordered_json({"sleepable"}));
  CHECK_FALSE(each.contains("attached_as"));
  const auto odd = outlook(result, "maybe");
  CHECK(odd["handler"] == "fallback");
  CHECK(odd["pattern"] == "*");
  CHECK(odd["eaten"] == "");
  CHECK(odd["type"] == "kprobe");
  CHECK(odd["autoload"] == true);
  CHECK(result.err.find("'xdp+=sec:xdp' gets no program") != std::string::npos);
  const std::string text = skep_ok(line).out;
  CHECK(text.find("xdp/lo") != std::string::npos);
  CHECK(text.find("xdp dev lo generic") != std::string::npos);
  CHECK(text.find("as SEC(\"raw_tp/sched_process_fork\")") !=
        std::string::npos);
}

TEST_CASE("without a rule, nobody handles an odd section") {
  const Result result = skep_ok("-j " + sec_test({}));
  for (const char* program :
       {"on_packet", "on_sample", "on_fork", "print_map"}) {
    CAPTURE(program);
    CHECK(outlook(result, program)["handler"] == "none");
    CHECK_FALSE(outlook(result, program).contains("type"));
  }
  CHECK(outlook(result, "maybe")["autoload"] == false);
  const std::string text = skep_ok(sec_test({})).out;
  CHECK(row(text, "on_fork") ==
        std::vector<std::string>{"on_fork", "mine/sched/sched_process_fork",
                                 "none", "fails", "no"});
}

TEST_CASE("sec test says which programs a rule does not fit, and fails") {
  const Result result =
      skep("-j " + sec_test({"xdp/=xdp!attach=xdp dev {2}", "mine/=sec:tp",
                             "perf_event/=perf_event!attach="
                             "perf_event {typo} freq 1",
                             "each/=xdp!attach={1} dev lo"}));
  CHECK(result.exit == 1);
  CHECK(result.err.empty());
  CHECK(outlook(result, "on_packet")["error"] ==
        "rule 'xdp/=xdp!attach=xdp dev {2}': the section 'xdp/lo' has no part "
        "2");
  CHECK(outlook(result, "on_sample")["error"].get<std::string>().ends_with(
      "has no value of 'typo'"));
  CHECK(outlook(result, "print_map")["error"] ==
        "expected HOOK, not 'bpf_map'");
  CHECK_FALSE(outlook(result, "on_fork").contains("error"));
}

TEST_CASE("rules stand in files, with comments, behind those of the line") {
  const TempDir dir;
  write_file(dir / "rules",
             "# what this project calls its programs\n"
             "\r\n"
             "  xdp/=xdp!attach=xdp dev {1}   # by the device\r\n"
             "mine/=raw_tracepoint\n"
             "*=socket_filter");
  const std::string files = " --sec-file " + dir / "rules";
  const Result result = skep_ok("-j " + sec_test({"mine+=kprobe"}) + files);
  CHECK(outlook(result, "on_packet")["hook"] == "xdp dev lo");
  CHECK(outlook(result, "on_fork")["type"] == "kprobe");
  CHECK(outlook(result, "maybe")["type"] == "socket_filter");
  write_file(dir / "rules", "a=xdp\n\nb=xpd\n");
  check_fails(
      sec_test({}) + files, 2,
      {"rules:3: can't understand the rule 'b=xpd'", "did you mean xdp?"});
  check_fails(sec_test({}) + " --sec-file " + dir / "none", 1, {"none"});
}

TEST_CASE("rules that make no sense are wrong use") {
  check_fails(sec_test({"xdp/"}), 2, {"expected PATTERN=TYPE"});
  check_fails(sec_test({"=xdp"}), 2, {"can't be empty"});
  check_fails(sec_test({"a=tracing"}), 2, {"tracing/trace_fentry"});
  check_fails(sec_test({"a=xdp!attach=xpd dev {1}"}), 2,
              {"there is no hook 'xpd'", "did you mean xdp?"});
  check_fails(sec_test({"a=xdp!attach=xdp"}), 2, {"'dev' is missing"});
  check_fails(sec_test({"a=xdp!attach=xdp dev \"lo"}), 2, {"quote"});
  check_fails(sec_test({"a=xdp!attach=xdp dev {1"}), 2, {"not closed"});
  check_fails(sec_test({"*=xdp", "*=kprobe"}), 2, {"one fallback"});
}

TEST_CASE("each command of a batch has its own rules") {
  const std::string object = bpf_object("odd_sections");
  const Result result =
      skep("-j batch file -", {.input = "sec test " + object +
                                        " --sec-handler odd=xdp\n"
                                        "sec test " +
                                        object +
                                        " --sec-handler odd=kprobe\n"
                                        "sec test " +
                                        object + "\n"});
  REQUIRE(result.exit == 0);
  const auto types = [&](std::size_t i) {
    return result.json()[i]["output"]["programs"].back().value("type", "none");
  };
  CHECK(types(0) == "xdp");
  CHECK(types(1) == "kprobe");
  CHECK(types(2) == "none");
}

TEST_SUITE_END();

}  // namespace skep::test
