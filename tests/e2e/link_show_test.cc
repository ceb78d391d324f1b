// link show, pin and detach, beside bpftool on the same links.
#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <linux/netfilter.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <filesystem>

#include "src/sys/bytes.h"
#include "src/sys/fd.h"
#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/features.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/loaded.h"

namespace skep::test {
namespace {

void check_shown_as_bpftool_does(const std::string& link) {
  check_same_as_bpftool("link show pinned " + link);
  check_same_text("-f link show pinned " + link);
  check_same_json("-f link list pinned " + link);
}

bpf_link* attach_iter(bpf_program* program, bpf_iter_link_info& info) {
  bpf_iter_attach_opts options{};
  options.sz = sizeof options;
  options.link_info = &info;
  options.link_info_len = sizeof info;
  return bpf_program__attach_iter(program, &options);
}

int open_event(std::uint32_t type, std::uint64_t config) {
  perf_event_attr attributes{};
  attributes.size = sizeof attributes;
  attributes.type = type;
  attributes.config = config;
  attributes.sample_period = 1'000'000;
  return static_cast<int>(
      ::syscall(SYS_perf_event_open, &attributes, -1, 0, -1, 0));
}

bpf_link* attach_raw_tracepoint(const Loaded& object, std::uint64_t cookie) {
  bpf_raw_tracepoint_opts options{};
  options.sz = sizeof options;
  options.cookie = cookie;
  return bpf_program__attach_raw_tracepoint_opts(object.program(), "sys_enter",
                                                 &options);
}

std::uint32_t id_of_link(const std::string& path) {
  return id_of_pinned("link", path);
}

}  // namespace

TEST_CASE("links to raw tracepoints are shown as by bpftool") {
  const Bpffs bpffs;
  const Loaded object{"raw_tp"};
  check_shown_as_bpftool_does(
      pin_link(attach_raw_tracepoint(object, 0), bpffs, "l"));
}

TEST_CASE("cookies of raw tracepoints are shown as by bpftool") {
  NEEDS(feature::raw_tracepoint_cookies);
  const Bpffs bpffs;
  const Loaded object{"raw_tp"};
  check_shown_as_bpftool_does(
      pin_link(attach_raw_tracepoint(object, ~0ULL), bpffs, "l"));
}

TEST_CASE("links to BTF tracepoints are shown as by bpftool") {
  NEEDS(feature::raw_tracepoint_cookies);
  const Bpffs bpffs;
  const Loaded object{"tp_btf"};
  bpf_trace_opts options{};
  options.sz = sizeof options;
  options.cookie = 12;
  check_shown_as_bpftool_does(pin_link(
      bpf_program__attach_trace_opts(object.program(), &options), bpffs, "l"));
}

TEST_CASE("links to cgroups are shown as by bpftool") {
  const Bpffs bpffs;
  const Cgroup cgroup;
  const Loaded object{"cgroup_skb"};
  const Fd fd{::open(cgroup.path().c_str(), O_RDONLY | O_CLOEXEC)};
  check_shown_as_bpftool_does(pin_link(
      bpf_program__attach_cgroup(object.program(), fd.get()), bpffs, "l"));
}

TEST_CASE("links of iterators are shown as by bpftool") {
  const Bpffs bpffs;
  auto info = zeroed<bpf_iter_link_info>();
  const Loaded tasks{"iter_task"};
  check_shown_as_bpftool_does(
      pin_link(attach_iter(tasks.program(), info), bpffs, "all"));
  info.task.tid = 1;
  check_shown_as_bpftool_does(
      pin_link(attach_iter(tasks.program(), info), bpffs, "tid"));
  info.task.tid = 0;
  info.task.pid = 1;
  check_shown_as_bpftool_does(
      pin_link(attach_iter(tasks.program(), info), bpffs, "pid"));

  const Loaded elements{"iter_bpf_map_elem"};
  const Fd map{bpf_map_create(BPF_MAP_TYPE_ARRAY, "skep_test", 4, 4, 1, {})};
  info = {};
  info.map.map_fd = static_cast<std::uint32_t>(map.get());
  check_shown_as_bpftool_does(
      pin_link(attach_iter(elements.program(), info), bpffs, "map"));

  const Loaded cgroups{"iter_cgroup"};
  const Cgroup cgroup;
  const Fd fd{::open(cgroup.path().c_str(), O_RDONLY | O_CLOEXEC)};
  info = {};
  info.cgroup.cgroup_fd = static_cast<std::uint32_t>(fd.get());
  info.cgroup.order = BPF_CGROUP_ITER_ANCESTORS_UP;
  check_shown_as_bpftool_does(
      pin_link(attach_iter(cgroups.program(), info), bpffs, "cgroup"));
}

TEST_CASE("links to network namespaces are shown as by bpftool") {
  const Bpffs bpffs;
  const NetworkNamespace netns;
  const Loaded object{"sk_lookup"};
  const Fd fd{::open(netns.path().c_str(), O_RDONLY | O_CLOEXEC)};
  check_shown_as_bpftool_does(pin_link(
      bpf_program__attach_netns(object.program(), fd.get()), bpffs, "l"));
}

TEST_CASE("links to netfilter are shown as by bpftool") {
  NEEDS(feature::netfilter_defrag);
  const Bpffs bpffs;
  const Loaded object{"netfilter"};
  bpf_netfilter_opts options{};
  options.sz = sizeof options;
  options.pf = NFPROTO_IPV6;
  options.hooknum = NF_INET_LOCAL_IN;
  options.priority = -128;
  options.flags = BPF_F_NETFILTER_IP_DEFRAG;
  check_shown_as_bpftool_does(pin_link(
      bpf_program__attach_netfilter(object.program(), &options), bpffs, "l"));
}

TEST_CASE("links to devices are shown as by bpftool, also when it is gone") {
  NEEDS(feature::tcx);
  const Bpffs bpffs;
  const Loaded tcx_object{"tcx"};
  const Loaded xdp_object{"xdp_pass"};
  std::string tcx;
  std::string xdp;
  {
    const VethPair veth;
    const auto index = static_cast<int>(veth.index());
    tcx =
        pin_link(bpf_program__attach_tcx(tcx_object.program(), index, nullptr),
                 bpffs, "tcx");
    xdp = pin_link(bpf_program__attach_xdp(xdp_object.program(), index), bpffs,
                   "xdp");
    check_shown_as_bpftool_does(tcx);
    check_shown_as_bpftool_does(xdp);
  }
  check_shown_as_bpftool_does(tcx);
  check_shown_as_bpftool_does(xdp);
  CHECK(skep_ok("link show pinned " + tcx).out.find("(detached)") !=
        std::string::npos);
}

TEST_CASE("links to socket maps are shown as by bpftool") {
  NEEDS(feature::sockmap_links);
  const Bpffs bpffs;
  const Loaded object{"sk_msg"};
  check_shown_as_bpftool_does(
      pin_link(bpf_program__attach_sockmap(object.program("on_message"),
                                           object.map_fd("sockets")),
               bpffs, "l"));
}

TEST_CASE("links to perf events are shown as by bpftool") {
  const Bpffs bpffs;
  const Loaded object{"perf_event"};
  const Fd clock{open_event(PERF_TYPE_SOFTWARE, PERF_COUNT_SW_CPU_CLOCK)};
  REQUIRE(clock.is_open());
  bpf_perf_event_opts options{};
  options.sz = sizeof options;
  options.bpf_cookie = 5;
  const std::string link = pin_link(
      bpf_program__attach_perf_event_opts(
          object.program(), ::fcntl(clock.get(), F_DUPFD_CLOEXEC, 3), &options),
      bpffs, "l");
  check_shown_as_bpftool_does(link);
}

TEST_CASE("links to uprobes are shown as by bpftool") {
  const Bpffs bpffs;
  const Loaded object{"uprobe"};
  bpf_uprobe_opts options{};
  options.sz = sizeof options;
  options.bpf_cookie = 5;
  options.retprobe = true;
  options.func_name = "main";
  check_shown_as_bpftool_does(
      pin_link(bpf_program__attach_uprobe_opts(object.program(), -1,
                                               "/proc/self/exe", 0, &options),
               bpffs, "l"));
}

TEST_CASE("all links are listed, with those of others") {
  const Bpffs bpffs;
  const Loaded object{"raw_tp"};
  const std::string path =
      pin_link(attach_raw_tracepoint(object, 0), bpffs, "listed");
  const auto id = id_of_link(path);
  const auto listed = skep_ok("-j -f link").json();
  REQUIRE(listed.is_array());
  bool is_listed = false;
  for (const auto& link : listed)
    if (link["id"] == id) is_listed = link["pinned"][0] == path;
  CHECK(is_listed);
  CHECK(skep_ok("link list").out.find(std::to_string(id) + ": raw_trace") !=
        std::string::npos);
}

TEST_CASE("a link is shown with the processes that hold it and its cookie") {
  NEEDS(feature::perf_event_cookies_told);
  const Loaded object{"perf_event"};
  bpf_perf_event_opts options{};
  options.sz = sizeof options;
  options.bpf_cookie = 5;
  const OwnedLink link{bpf_program__attach_perf_event_opts(
      object.program(), open_event(PERF_TYPE_SOFTWARE, 0), &options)};
  REQUIRE(link);
  auto info = zeroed<bpf_link_info>();
  std::uint32_t size = sizeof info;
  REQUIRE(bpf_link_get_info_by_fd(bpf_link__fd(link.get()), &info, &size) == 0);
  const std::string line = "link show id " + std::to_string(info.id);
  const auto shown = skep_ok("-j " + line).json();
  CHECK(shown["bpf_cookie"] == 5);
  REQUIRE(shown["pids"].size() == 1);
  CHECK(shown["pids"][0]["pid"] == ::getpid());
  CHECK(skep_ok(line).out.find("\n\tbpf_cookie 5\n\tpids skep_e2e(") !=
        std::string::npos);
}

TEST_CASE("a pinned link outlives who made it") {
  const Bpffs bpffs;
  const Loaded object{"raw_tp"};
  const std::string first =
      pin_link(attach_raw_tracepoint(object, 0), bpffs, "first");
  const std::string second = bpffs / "second";
  CHECK(skep_ok("link pin pinned " + first + " " + second).out.empty());
  CHECK(id_of_link(first) == id_of_link(second));
  const std::string third = bpffs / "third";
  CHECK(skep_ok("-j link pin id " + std::to_string(id_of_link(first)) + " " +
                third)
            .json()
            .is_null());
  CHECK(std::filesystem::exists(third));
}

TEST_CASE("a link is not pinned where it can't be") {
  const Bpffs bpffs;
  const Loaded object{"raw_tp"};
  const std::string link =
      pin_link(attach_raw_tracepoint(object, 0), bpffs, "link");
  const std::string line = "link pin pinned " + link + " ";
  check_fails(line + link, 1, {"File exists"});
  check_fails(line + (bpffs / "a.b"), 1, {"no dot"});
  check_fails(line + (bpffs / "none/x"), 1, {"No such file"});
  const TempDir directory;
  check_fails(line + (directory / "x"), 1, {"not on a BPF file system"});
  check_fails("link pin pinned " + link, 2, {"FILE is missing"});
}

TEST_CASE("a detached link goes on to exist, without effect") {
  const Bpffs bpffs;
  const VethPair veth;
  const Loaded object{"xdp_pass"};
  const std::string path = pin_link(
      bpf_program__attach_xdp(object.program(), static_cast<int>(veth.index())),
      bpffs, "l");
  CHECK(skep_ok("-j link detach pinned " + path).json().is_null());
  CHECK(skep_ok("link show pinned " + path).out.find("(detached)") !=
        std::string::npos);
  check_shown_as_bpftool_does(path);
}

TEST_CASE("a link that can't be detached says how it is let go of") {
  const Bpffs bpffs;
  const Loaded object{"raw_tp"};
  const std::string path =
      pin_link(attach_raw_tracepoint(object, 0), bpffs, "l");
  check_fails("link detach pinned " + path, 1,
              {"can't detach link " + std::to_string(id_of_link(path)) +
                   " (raw_tracepoint)",
               "Operation not supported", "link show id"});
}

TEST_CASE("links that are not there or are none are refused") {
  const Bpffs bpffs;
  const Loaded object{"raw_tp"};
  const std::string prog = object.pin(bpffs);
  for (const std::string verb : {"show", "detach"}) {
    CAPTURE(verb);
    check_fails("link " + verb + " id 4294967295", 1,
                {"no link with id 4294967295"});
    check_fails("link " + verb + " pinned " + prog, 1,
                {"pins a prog, not a link"});
    check_fails("link " + verb + " pinned /does/not/exist", 1,
                {"/does/not/exist", "No such file"});
    check_fails("link " + verb + " id x", 2, {"number", "'x'"});
    check_fails("link " + verb + " name x", 2, {"'name'"});
    check_fails("link " + verb + " id", 2, {"ID is missing"});
  }
  check_fails("link detach", 2, {"LINK is missing", "id, pinned"});
  check_fails("link show id 1 2", 2, {"'2'"});
}

}  // namespace skep::test
