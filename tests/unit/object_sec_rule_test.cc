// Rules for sections: what they say, and what libbpf's own sections do.
#include <bpf/libbpf.h>
#include <doctest/doctest.h>
#include <linux/bpf.h>

#include <cerrno>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "src/object/bpf_object.h"
#include "src/object/builtin_section.h"
#include "src/object/sec_registry.h"
#include "src/object/sec_rule.h"
#include "src/object/sec_rule_handler.h"
#include "src/object/stock_section.h"
#include "src/sys/error.h"
#include "src/sys/log.h"
#include "tests/unit/section_object.h"

namespace skep {
namespace {

// The message without what all of them begin with, and the hint.
std::string complaint(const std::string& text) {
  try {
    (void)parse_sec_rule(text);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    std::string message = error.what();
    const std::string start = "can't understand the rule '" + text + "': ";
    CHECK(message.starts_with(start));
    return message.substr(start.size()) + " / " + error.hint();
  }
  return "no error";
}

std::string fill(const char* pattern, const char* section, const char* text) {
  try {
    return SecTemplate{text}.fill(divide_section(SecPattern{pattern}, section));
  } catch (const Error& error) {
    return error.what();
  }
}

std::string name_of(const ProgramType& type) {
  return std::string{libbpf_bpf_prog_type_str(type.type)} + "/" +
         libbpf_bpf_attach_type_str(type.attach_type);
}

}  // namespace

TEST_CASE("placeholders stand for parts of a section") {
  CHECK(fill("xdp/", "xdp/eth0/generic", "{0} {*} {1} {2}") ==
        "xdp/eth0/generic eth0/generic eth0 generic");
  CHECK(fill("abc+", "abc/x", "<{1}>") == "<x>");
  CHECK(fill("*", "odd/x", "{1}.{2}") == "odd.x");
  CHECK(fill("p/", "p/type=a,config=b/c,freq=", "{type}{config}{freq:9}") ==
        "ab/c9");
  CHECK(fill("p/", "p/eth0/mode=generic,x=/bin/sh", "{1} {mode} {x}") ==
        "eth0 generic /bin/sh");
  CHECK(fill("abc", "abc", "plain {1:} {9:a:b}") == "plain  a:b");
}

TEST_CASE("what a section lacks is told") {
  CHECK(fill("xdp/", "xdp/eth0", "{2}") ==
        "the section 'xdp/eth0' has no part 2");
  CHECK(fill("xdp/", "xdp//x", "{1}") == "the section 'xdp//x' has no part 1");
  CHECK(fill("abc+", "abc", "{*}") ==
        "the section 'abc' has nothing behind the pattern");
  CHECK(fill("p/", "p/a=1", "{b}") ==
        "the section 'p/a=1' has no value of 'b'");
}

TEST_CASE("a placeholder is closed and has a name") {
  CHECK(fill("a", "a", "{1") == "a placeholder is not closed: {1");
  CHECK(fill("a", "a", "x{}") == "there is no placeholder '{}'");
  CHECK(fill("a", "a", "{a b}") == "there is no placeholder '{a b}'");
  CHECK(fill("a", "a", "}") == "}");
}

TEST_CASE("a rule says the type of programs") {
  const std::map<std::string, std::string> types{
      {"abc=xdp", "xdp/xdp"},
      {"abc/=kprobe", "kprobe/cgroup_inet_ingress"},
      {"abc+=tracing/trace_fentry", "tracing/trace_fentry"},
      {"*=cgroup_device", "cgroup_device/cgroup_device"},
      {"abc=lsm", "lsm/lsm_mac"},
      {"abc=sk_reuseport", "sk_reuseport/sk_reuseport_select"},
      {"abc=cgroup_skb", "cgroup_skb/cgroup_inet_ingress"},
      {"abc=cgroup_sock_addr/cgroup_inet6_connect",
       "cgroup_sock_addr/cgroup_inet6_connect"},
      {"abc=sec:cgroup/connect4", "cgroup_sock_addr/cgroup_inet4_connect"},
      {"abc=sec:fentry.s", "tracing/trace_fentry"},
      {"abc=sec:tp/{1}/{2}", "tracepoint/cgroup_inet_ingress"},
  };
  for (const auto& [text, type] : types) {
    CAPTURE(text);
    CHECK(name_of(parse_sec_rule(text).type) == type);
  }
  CHECK_FALSE(parse_sec_rule("abc=cgroup_skb").has_attach_type);
  CHECK(parse_sec_rule("abc=cgroup_skb/cgroup_inet_ingress").has_attach_type);
  CHECK(parse_sec_rule("abc=xdp").has_attach_type);
}

TEST_CASE("a rule may set flags, a target and more, and say where to attach") {
  const SecRule rule = parse_sec_rule(
      "xdp/=xdp,flags=frags|xdp_dev_bound_only,autoload=yes,ifindex={1}"
      "!attach=xdp dev {1}");
  CHECK(rule.pattern.text() == "xdp/");
  CHECK(rule.flags == (BPF_F_XDP_HAS_FRAGS | BPF_F_XDP_DEV_BOUND_ONLY));
  CHECK(rule.autoload == true);
  CHECK_FALSE(rule.autoattach.has_value());
  CHECK(rule.device->text() == "{1}");
  CHECK(rule.hook == "xdp dev {1}");
  CHECK(parse_sec_rule("a=kprobe!attach=none").autoattach == false);
  CHECK(parse_sec_rule("a=kprobe!attach=none").hook.empty());
  CHECK(parse_sec_rule("a=tracing/trace_fexit,target={*}").target->text() ==
        "{*}");
  CHECK(parse_sec_rule("a=kprobe!attach=x!y,z=1").hook == "x!y,z=1");
}

TEST_CASE("a section that stands for another has its target") {
  const auto stands_for = [](const char* rule, const char* section) {
    return section_stood_for(parse_sec_rule(rule), section).value_or("none");
  };
  CHECK(stands_for("mine/=sec:fentry", "mine/do_exit") == "fentry/do_exit");
  CHECK(stands_for("mine+=sec:fentry", "mine") == "fentry");
  CHECK(stands_for("mine/=sec:uprobe", "mine//bin/sh:main") ==
        "uprobe//bin/sh:main");
  CHECK(stands_for("m/=sec:tp/{2}/{1}", "m/a/b") == "tp/b/a");
  CHECK(stands_for("m/=sec:tp/sched/sched_switch", "m/a") ==
        "tp/sched/sched_switch");
  CHECK(stands_for("xdp/=sec:xdp.frags", "xdp/eth0") == "xdp.frags");
  CHECK(stands_for("xdp/=xdp", "xdp/eth0") == "none");
  CHECK(parse_sec_rule("m=sec:fentry.s,flags=test_state_freq").flags ==
        (BPF_F_SLEEPABLE | BPF_F_TEST_STATE_FREQ));
}

TEST_CASE("a rule that makes no sense is refused by what is wrong with it") {
  CHECK(complaint("") ==
        "expected PATTERN=TYPE / such as 'xdp/=xdp' or "
        "'mine+=sec:fentry'");
  CHECK(complaint("abc").starts_with("expected PATTERN=TYPE"));
  CHECK(
      complaint("=xdp").starts_with("a pattern of section names can't be "
                                    "empty"));
  CHECK(complaint("a=").starts_with("there is no program type ''"));
  CHECK(complaint("a=xpd") ==
        "there is no program type 'xpd' / did you mean "
        "xdp?");
  CHECK(complaint("a=unspec").starts_with("there is no program type 'unspec'"));
  CHECK(complaint("a=fentry") ==
        "there is no program type 'fentry' / "
        "sec:fentry stands for the section of this "
        "name");
  CHECK(complaint("a=xdp/xdpp") ==
        "there is no attach type 'xdpp' / did you "
        "mean xdp?");
  CHECK(complaint("a=cgroup_sockopt") ==
        "programs of type cgroup_sockopt need an attach type / one of: "
        "cgroup_sockopt/cgroup_getsockopt, cgroup_sockopt/cgroup_setsockopt");
  CHECK(complaint("a=tracing").starts_with("programs of type tracing need"));
  CHECK(complaint("a=sec:fentri") ==
        "libbpf knows no section 'fentri' / did "
        "you mean fentry?");
  CHECK(complaint("a=sec:xdp/eth0").starts_with("libbpf knows no section"));
  CHECK(complaint("a=sec:usdt")
            .starts_with("no section can be handled as "
                         "'usdt': libbpf alone"));
  CHECK(complaint("a=sec:freplace/f").starts_with("no section can be handled"));
  CHECK(complaint("a=xdp,flag=frags") ==
        "there is no setting 'flag' / did you "
        "mean flags?");
  CHECK(complaint("a=xdp,flags=frag|sleepable") ==
        "there is no flag 'frag' / did you mean frags?");
  CHECK(complaint("a=xdp,").starts_with("there is no setting ''"));
  CHECK(complaint("a=xdp,target").starts_with("'target' has no value"));
  CHECK(complaint("a=xdp,autoload=maybe").starts_with("autoload is yes or no"));
  CHECK(complaint("a=xdp,target={").starts_with("a placeholder is not closed"));
  CHECK(complaint("a=xdp!").starts_with("an action is attach=none or"));
  CHECK(complaint("a=xdp!detach=x").starts_with("an action is"));
}

TEST_CASE("what is known of libbpf's sections is what libbpf does") {
  const auto builtins = builtin_sections();
  REQUIRE(builtins.size() > 70);
  std::vector<std::string> names;
  for (const BuiltinSection& builtin : builtins) {
    CHECK(find_builtin(builtins, builtin.stem()) == &builtin);
    const bool takes_target = builtin.pattern.text().ends_with('+');
    names.push_back(builtin.stem() + (takes_target ? "/x" : ""));
  }
  const auto object = BpfObject::open(SectionObject{names}.bytes(), "all.o");
  std::size_t i = 0;
  for (const bpf_program* prog : object.programs()) {
    CAPTURE(names[i]);
    CHECK(bpf_program__type(prog) == builtins[i].type.type);
    CHECK(bpf_program__expected_attach_type(prog) ==
          builtins[i].type.attach_type);
    // libbpf says which of two things keeps a program from being attached.
    int code = 0;
    (void)overhear_libbpf([&] {
      CHECK(bpf_program__attach(prog) == nullptr);
      code = errno;
    });
    CHECK((code == EOPNOTSUPP) == !is_attached_by_name(names[i]));
    CHECK_FALSE(is_attached_by_name(builtins[i].stem()));
    ++i;
  }
  CHECK(i == builtins.size());
}

TEST_CASE("attach types of libbpf's sections are told from none") {
  std::set<std::string> without;
  for (const BuiltinSection& builtin : builtin_sections())
    if (!builtin.has_attach_type) without.insert(builtin.pattern.text());
  CHECK(without.contains("kprobe+"));
  CHECK(without.contains("cgroup/skb"));
  CHECK(without.contains("syscall"));
  CHECK_FALSE(without.contains("cgroup_skb/ingress"));
  CHECK_FALSE(without.contains("xdp"));
}

TEST_CASE("the handler of a rule sets a program up, also without a kernel") {
  SecRegistry registry;
  for (const char* text :
       {"off/=xdp,autoload=no,flags=test_state_freq", "late=kprobe!attach=none",
        "mine/=sec:fentry.s", "dev/=xdp,ifindex={1}",
        "*=raw_tracepoint,autoload=yes"})
    registry.add(handler_for(parse_sec_rule(text), SecUse::inspect));
  const auto object =
      BpfObject::open(SectionObject{{"off/x", "late", "mine/no_such_function",
                                     "dev/no_such", "?odd", "?xdp"}}
                          .bytes(),
                      "test.o", {.sections = &registry});
  const auto prog = [&](const char* name) { return object.find_program(name); };
  CHECK_FALSE(bpf_program__autoload(prog("p0")));
  CHECK(bpf_program__flags(prog("p0")) == BPF_F_TEST_STATE_FREQ);
  CHECK_FALSE(bpf_program__autoattach(prog("p1")));
  CHECK(bpf_program__flags(prog("p2")) == BPF_F_SLEEPABLE);
  CHECK(bpf_program__expected_attach_type(prog("p2")) == BPF_TRACE_FENTRY);
  CHECK(bpf_program__autoload(prog("p4")));
  CHECK(bpf_program__type(prog("p4")) == BPF_PROG_TYPE_RAW_TRACEPOINT);
  CHECK_FALSE(bpf_program__autoload(prog("p5")));
  CHECK(object.handler_of(prog("p5")) == nullptr);
}

TEST_CASE("a rule whose parts a section lacks keeps the object from opening") {
  SecRegistry registry;
  registry.add(handler_for(parse_sec_rule("a/=ext,target={2}"), SecUse::load));
  CHECK_THROWS_WITH_AS(
      (void)BpfObject::open(SectionObject{{"a/x"}}.bytes(), "test.o",
                            {.sections = &registry}),
      "rule 'a/=ext,target={2}': the section 'a/x' has no part 2", Error);
}

}  // namespace skep
