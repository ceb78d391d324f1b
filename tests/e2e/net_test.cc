// net show, attach and detach, beside bpftool.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <linux/pkt_sched.h>

#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/features.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/hook_table.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/tc_fixture.h"

namespace skep::test {
namespace {

using Json = nlohmann::ordered_json;

// What is shown of devices: the rest belongs to all of the machine.
std::string device_part(const Result& result) {
  return result.out.substr(0, result.out.find("\nflow_dissector:"));
}

void check_device_shown_as_bpftool_does(const std::string& device) {
  const std::string line = "net show dev " + device;
  const Result ours = skep(line);
  const Result theirs = bpftool(line);
  CHECK(ours.exit == 0);
  CHECK(device_part(ours) == device_part(theirs));
  const Json our_json = skep_ok("-j " + line).json().at(0);
  // bpftool's flow dissector is no JSON, if there is one.
  const Json their_json = bpftool("-j " + line).json().at(0);
  for (const char* part : {"xdp", "tc"}) {
    CAPTURE(part);
    check_covers(line, our_json[part], their_json[part]);
    CHECK(our_json[part].size() == their_json[part].size());
  }
}

// A pinned program.
struct Program {
  explicit Program(std::string_view name, const std::string& program = {})
      : object(name),
        pin(program.empty() ? object.pin(bpffs) : object.pin(bpffs, program)),
        id(id_of_pinned("prog", pin)),
        ref(" pinned " + pin + " ") {}

  Bpffs bpffs;
  Loaded object;
  std::string pin;
  std::uint32_t id;
  std::string ref;
};

}  // namespace

TEST_CASE("the programs of a device are shown as by bpftool") {
  NEEDS(feature::tcx);
  const VethPair veth;
  const Program xdp{"xdp_pass"};
  const Program tcx{"tcx"};
  check_device_shown_as_bpftool_does(veth.name());
  const std::string attach = "prog attach" + tcx.ref;
  skep_ok("prog attach" + xdp.ref + "xdp dev " + veth.name() +
          " generic "
          "--no-link");
  skep_ok(attach + "tc_ingress dev " + veth.name());
  skep_ok(attach + "tc_egress dev " + veth.name());
  skep_ok(attach + "tcx_egress dev " + veth.name() + " --no-link");
  skep_ok(attach + "tcx_ingress dev " + veth.name() + " pinned " +
          (tcx.bpffs / "link"));
  check_device_shown_as_bpftool_does(veth.name());
  CHECK(skep_ok("net show dev " + veth.name())
            .out.find(veth.name() + "(" + std::to_string(veth.index()) +
                      ") clsact/ingress count_packet id " +
                      std::to_string(tcx.id)) != std::string::npos);
}

TEST_CASE("the programs of netkit devices are shown as by bpftool") {
  NEEDS(feature::netkit);
  const NetkitPair devices;
  const Program program{"tcx"};
  skep_ok("prog attach" + program.ref + "netkit_peer dev " + devices.name() +
          " --no-link");
  check_device_shown_as_bpftool_does(devices.name());
}

TEST_CASE("filters of disciplines, with actions, are shown as by bpftool") {
  NEEDS(feature::prio_discipline, feature::tc_actions);
  const VethPair veth;
  const Program filter{"tcx"};
  const Fd action = load_for({.type = BPF_PROG_TYPE_SCHED_ACT});
  add_prio(veth.index());
  const int program = bpf_program__fd(filter.object.program());
  add_filter_with_action(veth.index(), 1U << 16U, program, action.get());
  skep_ok("prog attach" + filter.ref + "tc_ingress dev " + veth.name());
  add_filter_with_action(veth.index(), TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS),
                         program, action.get());
  check_device_shown_as_bpftool_does(veth.name());
  const Json listed =
      skep_ok("-j attach list prog" + filter.ref + "dev " + veth.name()).json();
  REQUIRE(listed.size() == 3);
  CHECK(listed[0]["hook"] == "tc prio 1:0");
}

TEST_CASE("the flow dissector and netfilter are shown, in valid JSON") {
  NEEDS(feature::netfilter_links);
  const NetworkNamespace netns;
  const Program dissector{"flow_dissector"};
  const Program filter{"netfilter"};
  const std::string skep_in = skep_program() + " ";
  const auto in_netns = [&](const std::string& line) {
    const Result result = netns.shell(skep_in + line);
    CAPTURE(result.err);
    REQUIRE(result.exit == 0);
    return result;
  };
  in_netns("prog attach" + dissector.ref + "flow_dissector");
  in_netns("prog attach" + filter.ref + "netfilter ip prerouting -128 pinned " +
           (filter.bpffs / "link"));
  const Json shown = in_netns("-j net show").json().at(0);
  CHECK(shown["flow_dissector"][0]["id"] == dissector.id);
  bool is_found = false;
  for (const Json& link : shown["netfilter"])
    if (link["id"] == filter.id)
      is_found = link["prio"] == -128 && link["hook"] == 0;
  CHECK(is_found);
  const std::string text = in_netns("net show").out;
  CHECK(text.find("flow_dissector:\nid " + std::to_string(dissector.id) +
                  "\nnetfilter:\n") != std::string::npos);
  CHECK(text.find("\n\tip prerouting prio -128 prog_id " +
                  std::to_string(filter.id) + "\n") != std::string::npos);
  in_netns("prog detach" + dissector.ref + "flow_dissector");
}

TEST_CASE("net attach and detach do what bpftool's do") {
  NEEDS(feature::tcx);
  const VethPair veth;
  const Program first{"xdp_pass"};
  const Program second{"xdp_pass"};
  const std::string device = "dev " + veth.name();
  CHECK(skep_ok("-j net attach xdpgeneric" + first.ref + device)
            .json()
            .is_null());
  check_fails("net attach xdpgeneric" + second.ref + device, 1,
              {"another program is attached there"});
  skep_ok("net attach xdpg" + second.ref + device + " overwrite");
  CHECK(skep_ok("-j net show " + device).json()[0]["xdp"][0]["id"] ==
        second.id);
  CHECK(bpftool("net detach xdpgeneric " + device).exit == 0);
  CHECK(bpftool("net attach xdp" + first.ref + device).exit == 0);
  skep_ok("net detach x " + device);
  CHECK(skep_ok("-j net show " + device).json()[0]["xdp"].empty());

  const Program counting{"tcx"};
  const Program dropping{"tcx", "drop_packet"};
  skep_ok("net attach tcx_ingress" + counting.ref + device);
  skep_ok("net attach tcx_in" + dropping.ref + device + " prepend");
  const Json tc = skep_ok("-j net show " + device).json()[0]["tc"];
  REQUIRE(tc.size() == 2);
  CHECK(tc[0]["prog_id"] == dropping.id);
  skep_ok("net detach tcx_ingress " + device);
  CHECK(bpftool("net detach tcx_ingress " + device).exit == 0);
  check_fails("net detach tcx_ingress " + device, 1,
              {"can't detach from tcx ingress of", "no program is attached"});
}

TEST_CASE("net attach refuses what makes no sense") {
  const VethPair veth;
  const Program xdp{"xdp_pass"};
  const std::string device = "dev " + veth.name();
  check_fails("net attach xdp" + xdp.ref + device + " prepend", 2,
              {"'prepend' is for tcx"});
  check_fails("net attach tcx_egress" + xdp.ref + device + " overwrite", 2,
              {"'overwrite' is for XDP"});
  check_fails("net attach tcx_egress" + xdp.ref + device, 1,
              {"is of type xdp"});
  check_fails("net attach xpd" + xdp.ref + device, 2, {"did you mean xdp"});
  check_fails("net attach xdp" + xdp.ref, 2, {"'dev'"});
  check_fails("net show dev nosuchdev", 1, {"no network device"});
  check_fails("net detach xdp dev nosuchdev", 1, {"no network device"});
  skep_ok("prog attach" + xdp.ref + "xdp " + device + " pinned " +
          (xdp.bpffs / "link"));
  check_fails("net detach xdp " + device, 1,
              {"can't detach from XDP of", "a link is attached there"});
}

}  // namespace skep::test
