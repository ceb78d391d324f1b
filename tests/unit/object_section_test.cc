// What section names say about programs.
#include <doctest/doctest.h>
#include <linux/bpf.h>

#include "src/object/section.h"
#include "src/sys/error.h"

namespace skep {
namespace {

std::string hint_of(const std::string& section) {
  try {
    static_cast<void>(type_of_section(section));
  } catch (const Error& error) {
    CHECK(std::string{error.what()}.find("'" + section + "'") !=
          std::string::npos);
    return error.hint();
  }
  return "no error";
}

}  // namespace

TEST_CASE("a section tells the type of its program, and where it attaches") {
  const ProgramType skb = type_of_section("cgroup_skb/egress");
  CHECK(skb.type == BPF_PROG_TYPE_CGROUP_SKB);
  CHECK(skb.attach_type == BPF_CGROUP_INET_EGRESS);
  CHECK(type_of_section("kprobe").type == BPF_PROG_TYPE_KPROBE);
  CHECK(type_of_section("kprobe/do_exit").type == BPF_PROG_TYPE_KPROBE);
}

TEST_CASE("a section that nobody knows has close ones") {
  CHECK(hint_of("xpd") == "did you mean xdp?");
  CHECK(hint_of("tracepont/sched/sched_switch").find("tracepoint") !=
        std::string::npos);
  CHECK(hint_of("kprobes/do_exit").find("kprobe") != std::string::npos);
}

TEST_CASE("a section like no other has all of them") {
  for (const char* name : {"socket", "fentry", "xdp", "cgroup/skb"})
    CHECK(hint_of("something else").find(name) != std::string::npos);
  CHECK(hint_of("").find("xdp") != std::string::npos);
}

}  // namespace skep
