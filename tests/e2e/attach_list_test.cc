// attach list: one view of all that is attached.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <linux/perf_event.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "src/sys/fd.h"
#include "tests/e2e/features.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/loaded.h"

namespace skep::test {
namespace {

using Json = nlohmann::ordered_json;

Json list(const std::string& words) {
  return skep_ok("-j attach list " + words).json();
}

std::vector<std::string> keys_of(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

// A tracepoint's event with a program, as it was done before there were links.
Fd attach_to_event(const Loaded& object, const Tracefs& tracefs) {
  perf_event_attr attributes{};
  attributes.type = PERF_TYPE_TRACEPOINT;
  attributes.size = sizeof attributes;
  attributes.config = std::stoull(
      read_text(tracefs.path() + "/events/sched/" + "sched_process_exit/id"));
  Fd event{static_cast<int>(::syscall(SYS_perf_event_open, &attributes, -1, 0,
                                      -1, PERF_FLAG_FD_CLOEXEC))};
  REQUIRE(event.is_open());
  REQUIRE(::ioctl(event.get(), PERF_EVENT_IOC_SET_BPF,
                  bpf_program__fd(object.program())) == 0);
  return event;
}

}  // namespace

TEST_CASE("links and what has none are in one list, with the same keys") {
  NEEDS(feature::tcx);
  const Bpffs bpffs;
  const VethPair veth;
  const Cgroup cgroup;
  const Loaded tcx{"tcx"};
  const Loaded group{"cgroup_skb"};
  const std::string prog = tcx.pin(bpffs, "count_packet");
  const std::string group_prog = group.pin(bpffs);
  const std::string link = bpffs / "link";
  const std::string attach = "prog attach pinned " + prog;
  skep_ok(attach + " tcx_ingress dev " + veth.name() + " pinned " + link);
  skep_ok(attach + " tcx_egress dev " + veth.name() + " --no-link");
  skep_ok(attach + " tc_ingress dev " + veth.name() + " priority 5 handle 6");
  skep_ok("prog attach pinned " + group_prog + " cgroup " + cgroup.path() +
          " egress multi --no-link");

  const Json device = list("dev " + veth.name());
  REQUIRE(device.size() == 3);
  const Json& linked = device[0];
  CHECK(linked["hook"] == "tcx_ingress");
  CHECK(linked["target"] == veth.name());
  CHECK(linked["type"] == "tcx");
  CHECK(linked["link_id"] == id_of_pinned("link", link));
  CHECK(linked["prog_name"] == "count_packet");
  CHECK(linked["prog_type"] == "sched_cls");
  CHECK(linked["ifindex"] == veth.index());
  CHECK(linked["devname"] == veth.name());
  CHECK(linked["pinned"] == Json::array({link}));
  CHECK(linked["priority"].is_null());
  const Json filter = list("type tc_ingress dev " + veth.name());
  REQUIRE(filter.size() == 1);
  CHECK(filter[0]["type"] == "netlink");
  CHECK(filter[0]["link_id"].is_null());
  CHECK(filter[0]["priority"] == 5);
  CHECK(filter[0]["handle"] == 6);
  const Json grouped = list("cgroup " + cgroup.path());
  REQUIRE(grouped.size() == 1);
  CHECK(grouped[0]["hook"] == "cgroup_inet_egress");
  CHECK(grouped[0]["type"] == "prog_attach");
  CHECK(grouped[0]["cgroup"].get<std::string>().ends_with(
      std::filesystem::path{cgroup.path()}.filename().string()));
  for (const Json& object : device)
    CHECK(keys_of(object) == keys_of(grouped[0]));
  CHECK(list("prog pinned " + prog).size() == 3);
  CHECK(list("prog pinned " + prog + " type netlink").size() == 1);
  CHECK(list("prog pinned " + prog + " cgroup " + cgroup.path()).empty());

  const std::string table = skep_ok("attach list dev " + veth.name()).out;
  CHECK(table.starts_with("HOOK "));
  CHECK(table.find(veth.name() + " priority 5 handle 0x6") !=
        std::string::npos);
  CHECK(table.find(link + "\n") != std::string::npos);
  skep_ok("prog detach pinned " + group_prog + " cgroup " + cgroup.path() +
          " egress");
}

TEST_CASE("what a process keeps attached is found by the process") {
  const Bpffs bpffs;
  const VethPair veth;
  const Loaded object{"xdp_pass"};
  const std::string prog = object.pin(bpffs);
  Background holder{{skep_program(), "-j", "prog", "attach", "pinned", prog,
                     "xdp", "dev", veth.name(), "--hold"}};
  const auto told = Json::parse(holder.first_line());
  const Json found = list("pid " + std::to_string(holder.pid()));
  REQUIRE(found.size() == 1);
  CHECK(found[0]["link_id"] == told["id"]);
  CHECK(found[0]["pids"][0]["pid"] == holder.pid());
  CHECK(list("pid " + std::to_string(::getpid()) + " prog pinned " + prog)
            .empty());
  holder.signal(SIGTERM);
  CHECK(holder.wait().exit == 0);
}

TEST_CASE("a perf event that a process holds is listed without a link") {
  const Tracefs tracefs;
  const Bpffs bpffs;
  const Loaded object{"tp"};
  const Fd event = attach_to_event(object, tracefs);
  const Json found = list("prog pinned " + object.pin(bpffs));
  REQUIRE(found.size() == 1);
  CHECK(found[0]["hook"] == "tracepoint");
  CHECK(found[0]["target"] == "sched_process_exit");
  CHECK(found[0]["type"] == "perf_event");
  CHECK(found[0]["link_id"].is_null());
  CHECK(found[0]["pid"] == ::getpid());
  CHECK(found[0]["fd"] == event.get());
}

TEST_CASE("maps of struct_ops and socket maps are listed without links") {
  const Bpffs bpffs;
  const Loaded sockets{"sk_msg"};
  const std::string map = bpffs / "sockets";
  REQUIRE(bpf_obj_pin(sockets.map_fd("sockets"), map.c_str()) == 0);
  const std::string prog = sockets.pin(bpffs, "on_message");
  skep_ok("prog attach pinned " + prog + " sk_msg_verdict pinned " + map);
  const Json found = list("prog pinned " + prog);
  REQUIRE(found.size() == 1);
  CHECK(found[0]["hook"] == "sk_msg_verdict");
  CHECK(found[0]["map_id"] == id_of_pinned("map", map));
  skep_ok("prog detach pinned " + prog + " sk_msg_verdict pinned " + map);
  CHECK(list("prog pinned " + prog).empty());
}

TEST_CASE("a registered map of struct_ops is listed") {
  NEEDS(feature::struct_ops);
  const Loaded object{"map_struct_ops"};
  const std::uint32_t id = [&] {
    bpf_map_info info{};
    std::uint32_t size = sizeof info;
    REQUIRE(bpf_map_get_info_by_fd(object.map_fd("shown"), &info, &size) == 0);
    return info.id;
  }();
  const auto is_listed = [&] {
    for (const Json& found : list("type struct_ops"))
      if (found["map_id"] == id) return found["type"] == "map";
    return false;
  };
  CHECK_FALSE(is_listed());
  {
    const OwnedLink registered{bpf_map__attach_struct_ops(object.map("shown"))};
    REQUIRE(registered);
    CHECK(is_listed());
  }
  CHECK(eventually([&] { return !is_listed(); }));
}

TEST_CASE("hundreds of network devices are all looked at") {
  const NetworkNamespace netns;
  const Bpffs bpffs;
  const Loaded object{"xdp_pass"};
  const std::string prog = object.pin(bpffs);
  std::string batch;
  for (int i = 0; i < 150; ++i)
    batch += "link add v" + std::to_string(i) + " type veth peer name w" +
             std::to_string(i) + "\n";
  const TempDir dir;
  write_file(dir / "batch", batch);
  REQUIRE(netns.shell("ip -batch " + (dir / "batch")).exit == 0);
  const std::string skep_in = skep_program() + " -j ";
  for (const std::string device : {"w0", "v149"})
    REQUIRE(netns
                .shell(skep_in + "prog attach pinned " + prog + " xdp dev " +
                       device + " generic --no-link")
                .exit == 0);
  const Json found =
      netns.shell(skep_in + "attach list prog pinned " + prog).json();
  REQUIRE(found.size() == 2);
  CHECK(found[0]["devname"] != found[1]["devname"]);
  const Json shown = netns.shell(skep_in + "net show").json();
  CHECK(shown[0]["xdp"].size() == 2);
}

TEST_CASE("filters that name nothing are refused") {
  check_fails("attach list dev nosuchdev", 1, {"no network device"});
  check_fails("attach list cgroup /tmp", 1, {"no control group"});
  check_fails("attach list prog id 4294967295", 1, {"no prog with id"});
  check_fails("attach list type tcx_ingres", 2, {"did you mean tcx_ingress"});
  check_fails("attach list pid x", 2, {"number", "'x'"});
  check_fails("attach list surplus", 2, {"'surplus'"});
  CHECK(skep_ok("__complete attach list type netkit_p")
            .out.find("netkit_primary\t") != std::string::npos);
}

}  // namespace skep::test
