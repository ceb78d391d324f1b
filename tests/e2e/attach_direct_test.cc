// prog attach --no-link and prog detach: what was done before there were links,
// and undone exactly.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/features.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/tc_fixture.h"

namespace skep::test {
namespace {

using Json = nlohmann::ordered_json;

// A program, pinned.
struct Program {
  explicit Program(std::string_view name, const std::string& program = {})
      : object(name),
        pin(program.empty() ? object.pin(bpffs) : object.pin(bpffs, program)),
        id(id_of_pinned("prog", pin)) {}

  [[nodiscard]] std::string attach(const std::string& words) const {
    return "prog attach pinned " + pin + " " + words;
  }
  [[nodiscard]] std::string detach(const std::string& words) const {
    return "prog detach pinned " + pin + " " + words;
  }

  Bpffs bpffs;
  Loaded object;
  std::string pin;
  std::uint32_t id;
};

// How often a program is attached, by what `attach list` says.
std::size_t count_attachments(const Program& program) {
  return skep_ok("-j attach list prog pinned " + program.pin).json().size();
}

bool counts_packets(const Program& program, const VethPair& veth) {
  program.object.watch(0);
  veth.send_packets();
  return eventually([&] { return program.object.hits().count >= 5; });
}

}  // namespace

TEST_CASE(
    "XDP without a link is attached, and taken off by its program alone") {
  const VethPair veth;
  const Program first{"xdp_pass"};
  const Program second{"xdp_pass"};
  const std::string hook = "xdp dev " + veth.name();
  for (const std::string mode : {"", " generic"}) {
    CAPTURE(mode);
    const Json told =
        skep_ok("-j " + first.attach(hook + mode + " --no-link")).json();
    CHECK(told["attached_to"] == "XDP of " + veth.name());
    CHECK(told["prog_id"] == first.id);
    CHECK(told["has_link"] == false);
    CHECK(counts_packets(first, veth));
    check_fails(second.attach(hook + mode + " --no-link"), 1,
                {"'pass'", "another program is attached there",
                 "prog " + std::to_string(first.id), "without a link"});
    check_fails(second.detach(hook), 1,
                {"can't detach prog", "not attached there"});
    CHECK(skep_ok(first.detach(hook)).out.empty());
    CHECK(count_attachments(first) == 0);
  }
  skep_ok(first.attach(hook + " pinned " + (first.bpffs / "link")));
  check_fails(first.detach(hook), 1, {"attached by link", "link detach id"});
}

TEST_CASE("a filter of tc is added and removed, and no other one") {
  const VethPair veth;
  const Program mine{"tcx"};
  const Program other{"tcx"};
  const std::string hook = "tc_ingress dev " + veth.name();
  skep_ok(other.attach(hook + " priority 2"));
  const Json told =
      skep_ok("-j " + mine.attach(hook + " priority 1 handle 3")).json();
  CHECK(told["priority"] == 1);
  CHECK(told["handle"] == 3);
  CHECK(skep_ok(mine.attach(hook)).out.find("without a link") !=
        std::string::npos);
  CHECK(counts_packets(mine, veth));
  check_fails(other.attach(hook + " priority 1 handle 3"), 1,
              {"tc ingress of " + veth.name(), "is there already"});
  check_fails(mine.detach(hook), 1, {"attached there 2 times", "handle 0x3"});
  skep_ok(mine.detach(hook + " priority 1"));
  CHECK(count_attachments(mine) == 1);
  // Others have filters on what a program took along.
  skep_ok(mine.detach(hook + " clsact"));
  CHECK(count_attachments(mine) == 0);
  CHECK(count_attachments(other) == 1);
  CHECK(counts_packets(other, veth));
  check_fails(mine.detach(hook), 1, {"not attached there"});
  skep_ok(other.detach(hook));
  CHECK(has_clsact(veth.index()));
  skep_ok(other.attach("tc_egress dev " + veth.name()));
  skep_ok(other.detach("tc_egress dev " + veth.name() + " clsact"));
  CHECK_FALSE(has_clsact(veth.index()));
}

TEST_CASE("tcx without a link has an order, too") {
  NEEDS(feature::tcx);
  const VethPair veth;
  const Program counting{"tcx"};
  const Program dropping{"tcx", "drop_packet"};
  const std::string hook = "tcx_ingress dev " + veth.name();
  skep_ok(dropping.attach(hook + " --no-link"));
  skep_ok(counting.attach(hook + " before prog pinned " + dropping.pin +
                          " --no-link"));
  CHECK(counts_packets(counting, veth));
  check_fails(counting.attach(hook + " --no-link"), 1,
              {"attached here already"});
  skep_ok(counting.detach(hook));
  check_fails(counting.detach(hook), 1, {"not attached there"});
  CHECK(count_attachments(dropping) == 1);
}

TEST_CASE("a control group takes a program without a link as it is told to") {
  const Cgroup cgroup;
  const std::string below = cgroup.path() + "/below";
  REQUIRE(::mkdir(below.c_str(), 0755) == 0);
  const Program first{"cgroup_skb"};
  const Program second{"cgroup_skb"};
  const auto in = [](const std::string& group) {
    return "cgroup " + group + " egress";
  };
  skep_ok(first.attach(in(cgroup.path()) + " multi --no-link"));
  skep_ok(second.attach(in(cgroup.path()) + " multi --no-link"));
  CHECK(count_attachments(first) == 1);
  check_fails(first.attach(in(cgroup.path()) + " --no-link"), 1,
              {"`multi` or a link"});
  check_fails(first.attach(in(cgroup.path()) + " multi --hold"), 2,
              {"'multi' and 'override' are for --no-link"});
  skep_ok(first.detach(in(cgroup.path())));
  check_fails(first.detach(in(cgroup.path())), 1, {"not attached there"});
  skep_ok(second.detach(in(cgroup.path())));
  // Alone, a program keeps others out of the groups below; and nobody else's
  // detaching takes it off.
  skep_ok(first.attach(in(cgroup.path()) + " --no-link"));
  check_fails(second.attach(in(below) + " --no-link"), 1, {"allow"});
  check_fails(second.detach(in(cgroup.path())), 1, {"not attached there"});
  CHECK(count_attachments(first) == 1);
  skep_ok(first.detach(in(cgroup.path())));
  ::rmdir(below.c_str());
}

TEST_CASE("programs of a control group run in the order that was asked for") {
  NEEDS(feature::cgroup_order);
  const Cgroup cgroup;
  const Program first{"cgroup_skb"};
  const Program second{"cgroup_skb"};
  const std::string hook = "cgroup " + cgroup.path() + " egress";
  const std::string link = first.bpffs / "link";
  skep_ok(first.attach(hook + " pinned " + link));
  skep_ok(second.attach(hook + " before link pinned " + link + " pinned " +
                        (second.bpffs / "link")));
  const Json shown = skep_ok("-j cgroup show " + cgroup.path()).json();
  REQUIRE(shown.size() == 2);
  CHECK(shown[0]["id"] == second.id);
  check_fails(
      second.attach(hook + " first after prog pinned " + first.pin + " --hold"),
      2, {"exclude each other"});
  check_same_as_bpftool("cgroup show " + cgroup.path());
}

TEST_CASE("words that make no sense without a link, or with one, are refused") {
  const Program xdp{"xdp_pass"};
  check_fails(xdp.attach("xdp dev lo --no-link --hold"), 2, {"--no-link"});
  check_fails(xdp.attach("tracepoint a/b --no-link"), 2, {"by links alone"});
  check_fails(xdp.attach("sk_lookup --no-link"), 2, {"by links alone"});
  check_fails(xdp.attach("flow_dissector netns /x --no-link"), 2,
              {"'netns' can't be chosen"});
  check_fails(xdp.attach("tc_ingress dev lo --hold"), 2,
              {"have no links", "tcx_ingress"});
  check_fails(xdp.attach("lirc_mode2 /dev/null --hold"), 2, {"no links"});
  check_fails(xdp.attach("lirc_mode2 /dev/null"), 1,
              {"is of type xdp", "takes lirc_mode2"});
  check_fails(xdp.attach("tc_ingress dev lo priority 0"), 2, {"above 0"});
  check_fails(xdp.attach("tc_ingress dev lo priority 65536"), 2,
              {"65536 is too large"});
  check_fails(xdp.detach("tracepoint a/b"), 2, {"HOOK", "'tracepoint'"});
}

}  // namespace skep::test
