// prog attach and prog detach: every hook, on the running kernel, with its
// effect seen.
#include <arpa/inet.h>
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "src/sys/fd.h"
#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/features.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/hook_table.h"
#include "tests/e2e/loaded.h"

// What the uprobe tests probe; not inlined, not removed.
extern "C" {
int skep_probed_function(int number);
[[gnu::noinline, gnu::used]] int skep_probed_function(int number) {
  asm volatile("" : "+r"(number));
  return number + 1;
}
}

namespace skep::test {
namespace {

// A program of tests/bpf/NAME.bpf.c, pinned, and a place for its link.
struct Setup {
  explicit Setup(std::string_view name, const std::string& program = {})
      : object(name),
        prog(program.empty() ? object.pin(bpffs) : object.pin(bpffs, program)),
        link(bpffs / "link") {}

  // The words that attach the program to `hook` and pin the link.
  [[nodiscard]] std::string attach(const std::string& hook) const {
    return to(hook) + " pinned " + link;
  }
  // The words that attach the program to `hook`.
  [[nodiscard]] std::string to(const std::string& hook) const {
    return "prog attach pinned " + prog + " " + hook;
  }

  Bpffs bpffs;
  Loaded object;
  std::string prog;
  std::string link;
};

// Attach; the kernel may still be busy detaching the one before.
Result attach_when_free(const std::string& line) {
  Result result;
  const bool is_attached = eventually([&] {
    result = skep("-j " + line);
    return result.exit == 0;
  });
  CAPTURE(result.out);
  REQUIRE(is_attached);
  return result;
}

// Attach, and check what is told about it.
void attach_and_check(const Setup& setup, const std::string& hook,
                      const std::string& type) {
  const auto told = attach_when_free(setup.attach(hook)).json();
  CHECK(told["type"] == type);
  CHECK(told["pinned"] == setup.link);
  CHECK(told["prog_id"] == id_of_pinned("prog", setup.prog));
  CHECK(told["id"] == id_of_pinned("link", setup.link));
  check_same_as_bpftool("link show pinned " + setup.link);
  CHECK(count_links_of(setup.prog) == 1);
}

// Letting go of the pin detaches.
void let_go(const Setup& setup) {
  CHECK(::unlink(setup.link.c_str()) == 0);
  CHECK(eventually([&] { return count_links_of(setup.prog) == 0; }));
}

// Does `trigger` no longer run the program? The kernel detaches a while after
// the link is gone.
template <typename F>
bool stops_counting(const Setup& setup, F&& trigger) {
  return eventually([&] {
    setup.object.watch(::getpid());
    trigger();
    return setup.object.hits().count == 0;
  });
}

void check_nothing_attached(const Setup& setup) {
  CHECK(count_links_of(setup.prog) == 0);
  CHECK_FALSE(std::filesystem::exists(setup.link));
}

// Send a datagram to this machine; false if it was not let out.
bool send_datagram() {
  const Fd socket{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(9);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return ::sendto(socket.get(), "x", 1, 0,
                  reinterpret_cast<const sockaddr*>(&address),
                  sizeof address) == 1;
}

// Send a datagram from a process in a control group.
bool send_datagram_in(const Cgroup& cgroup) {
  const pid_t child = ::fork();
  if (child == 0) {
    write_file(cgroup.path() + "/cgroup.procs", std::to_string(::getpid()));
    ::_exit(send_datagram() ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

// Cause page faults.
void touch_fresh_memory() {
  std::vector<char> memory(4U << 20U, 'x');
  asm volatile("" : : "r"(memory.data()) : "memory");
}

void call_rare_syscall() { ::syscall(SYS_getpgid, 0); }

}  // namespace

TEST_CASE("a program is attached to a tracepoint") {
  const Tracefs tracefs;
  const Setup setup{"tp"};
  setup.object.watch(::getpid());
  attach_and_check(setup, "tracepoint syscalls/sys_enter_getpgid cookie 77",
                   "perf_event");
  call_rare_syscall();
  CHECK(setup.object.hits().count == 1);
  CHECK(setup.object.hits().cookie == 77);
  let_go(setup);
  CHECK(stops_counting(setup, call_rare_syscall));
}

TEST_CASE("a tracepoint can be given as two words") {
  NEEDS(feature::perf_event_details);
  const Tracefs tracefs;
  const Setup setup{"tp"};
  skep_ok(setup.attach("tracepoint syscalls sys_enter_getpgid"));
  CHECK(skep_ok("link show pinned " + setup.link)
            .out.find("tracepoint sys_enter_getpgid") != std::string::npos);
}

TEST_CASE("a tracepoint that is not there is refused, with the close ones") {
  const Tracefs tracefs;
  const Setup setup{"tp"};
  check_fails(setup.attach("tracepoint syscals/x"), 1,
              {"'on_tracepoint'", "tracepoint syscals/x", "no category",
               "did you mean syscalls"});
  check_fails(setup.attach("tracepoint syscalls/sys_enter_getpgidd"), 1,
              {"no tracepoint 'sys_enter_getpgidd'", "sys_enter_getpgid"});
  check_fails(setup.attach("tracepoint ../sched"), 1, {"no category '..'"});
  check_fails(setup.to("tracepoint syscalls"), 2, {"NAME is missing"});
  check_nothing_attached(setup);
}

TEST_CASE("a program is attached to a raw tracepoint") {
  NEEDS(feature::raw_tracepoint_cookies);
  const Setup setup{"raw_tp"};
  setup.object.watch(::getpid());
  attach_and_check(setup, "raw_tracepoint sys_enter cookie 3",
                   "raw_tracepoint");
  call_rare_syscall();
  CHECK(setup.object.hits().count > 0);
  let_go(setup);
}

TEST_CASE("a raw tracepoint that is not there is refused") {
  const Setup setup{"raw_tp"};
  check_fails(setup.attach("raw_tracepoint sys_entr"), 1,
              {"'on_raw_tracepoint'", "raw tracepoint sys_entr",
               "no such tracepoint", "did you mean sys_enter?"});
  check_nothing_attached(setup);
}

TEST_CASE("a program is attached to its BTF tracepoint") {
  const Setup setup{"tp_btf"};
  setup.object.watch(::getpid());
  const auto told = skep_ok("-j " + setup.attach("tp_btf")).json();
  CHECK(told["id"] == id_of_pinned("link", setup.link));
  check_same_as_bpftool("link show pinned " + setup.link);
  call_rare_syscall();
  CHECK(setup.object.hits().count > 0);
  let_go(setup);
}

TEST_CASE("a BTF tracepoint takes a cookie") {
  NEEDS(feature::raw_tracepoint_cookies_told);
  const Setup setup{"tp_btf"};
  skep_ok(setup.attach("tp_btf cookie 5"));
  CHECK(skep_ok("-j link show pinned " + setup.link).json()["cookie"] == 5);
}

TEST_CASE("tracing programs go only where they were loaded for") {
  const Setup tracepoint{"tp_btf"};
  check_fails(tracepoint.attach("iter"), 1,
              {"'btf_trace_sys_enter'", "not for an iterator"});
  const Setup iterator{"iter_task"};
  check_fails(iterator.attach("tp_btf"), 1,
              {"'bpf_iter_task'", "not for a BTF tracepoint"});
  check_nothing_attached(tracepoint);
  check_nothing_attached(iterator);
}

TEST_CASE("a program is attached to a function of a running program") {
  const Setup setup{"uprobe"};
  setup.object.watch(::getpid());
  const std::string self = own_binary();
  const std::string point = self + " skep_probed_function";
  attach_and_check(setup, "uprobe " + point + " cookie 9", "perf_event");
  CHECK(skep_probed_function(1) == 2);
  CHECK(setup.object.hits().count == 1);
  CHECK(setup.object.hits().cookie == 9);
  let_go(setup);
  CHECK(stops_counting(setup, [] { skep_probed_function(1); }));
}

TEST_CASE("a uprobe takes an offset, a process, and returns") {
  NEEDS(feature::perf_event_details);
  const Setup setup{"uprobe"};
  setup.object.watch(::getpid());
  const std::string self = own_binary();
  const std::string pid = std::to_string(::getpid());
  attach_and_check(
      setup, "uprobe " + self + " skep_probed_function+0 retprobe pid " + pid,
      "perf_event");
  const auto shown = skep_ok("-j link show pinned " + setup.link).json();
  CHECK(shown["retprobe"] == true);
  skep_probed_function(1);
  CHECK(setup.object.hits().count == 1);
  let_go(setup);
  CHECK(stops_counting(setup, [] { skep_probed_function(1); }));
  // The offset that the kernel tells leads to the same function.
  attach_and_check(
      setup,
      "uprobe " + self + " " + std::to_string(shown["offset"].get<int>()),
      "perf_event");
  skep_probed_function(1);
  CHECK(setup.object.hits().count == 1);
}

TEST_CASE("a uprobe needs a file with the function") {
  const Setup setup{"uprobe"};
  const std::string self = own_binary();
  check_fails(setup.attach("uprobe " + self + " skep_probed_functio"), 1,
              {"no function 'skep_probed_functio'", "skep_probed_function"});
  check_fails(setup.attach("uprobe /does/not/exist main"), 1,
              {"uprobe /does/not/exist:main", "No such file"});
  check_fails(setup.attach("uprobe /etc/passwd main"), 1, {"not an ELF file"});
  check_fails(setup.attach("uprobe " + self + " +5"), 2, {"'+5'"});
  check_fails(setup.attach("uprobe " + self + " main+x"), 2, {"'main+x'"});
  check_nothing_attached(setup);
}

TEST_CASE("a program is attached to a perf event on one CPU") {
  const Setup setup{"perf_event"};
  attach_and_check(setup, "perf_event cpu-clock freq 1000 cpu 0", "perf_event");
  CHECK(eventually([&] { return setup.object.hits().count > 0; }));
  let_go(setup);
}

TEST_CASE("a perf event watches one process wherever it runs") {
  const Setup setup{"perf_event"};
  skep_ok(setup.attach("perf_event 1:2 period 1 pid " +
                       std::to_string(::getpid())));
  CHECK(eventually([&] {
    touch_fresh_memory();
    return setup.object.hits().count > 0;
  }));
}

TEST_CASE("a perf event on all CPUs is held by one link for each") {
  const Setup setup{"perf_event"};
  check_fails(setup.attach("perf_event cpu-clock"), 2,
              {"more than one link", "--hold"});
  Background holder{{skep_program(), "-j", "prog", "attach", "pinned",
                     setup.prog, "perf_event", "cpu-clock", "--hold"}};
  const auto told = nlohmann::json::parse(holder.first_line());
  REQUIRE(told.is_array());
  CHECK(told.size() ==
        static_cast<std::size_t>(::sysconf(_SC_NPROCESSORS_ONLN)));
  CHECK(count_links_of(setup.prog) == told.size());
  holder.signal(SIGTERM);
  CHECK(holder.wait().exit == 0);
  CHECK(eventually([&] { return count_links_of(setup.prog) == 0; }));
}

TEST_CASE("an event that is not there is refused, with the close ones") {
  const Setup setup{"perf_event"};
  check_fails(setup.attach("perf_event cpu-clok cpu 0"), 2,
              {"no perf event 'cpu-clok'", "did you mean cpu-clock?"});
  check_fails(setup.attach("perf_event 1:x cpu 0"), 2, {"'1:x'"});
  check_fails(setup.attach("perf_event 99:0 cpu 0"), 1,
              {"perf event 99:0x0", "does not count the event"});
  check_fails(setup.attach("perf_event cpu-clock cpu 99999"), 1,
              {"perf event cpu-clock"});
  check_nothing_attached(setup);
}

TEST_CASE("a program is attached to a device by XDP") {
  const VethPair veth;
  const Setup setup{"xdp_pass"};
  for (const std::string mode : {"", " generic", " driver"}) {
    CAPTURE(mode);
    setup.object.watch(0);
    attach_and_check(setup, "xdp dev " + veth.name() + mode, "xdp");
    veth.send_packets();
    CHECK(eventually([&] { return setup.object.hits().count >= 5; }));
    let_go(setup);
  }
}

TEST_CASE("XDP on a device that is taken says by what") {
  const VethPair veth;
  const Setup first{"xdp_pass"};
  const Setup second{"xdp_pass"};
  const std::string hook = "xdp dev " + veth.name();
  skep_ok(first.attach(hook));
  const std::string link = std::to_string(id_of_pinned("link", first.link));
  check_fails(
      second.attach(hook), 1,
      {"'pass'", "XDP of " + veth.name(), "another program is attached there",
       "prog " + std::to_string(id_of_pinned("prog", first.prog)),
       "link detach id " + link});
  check_nothing_attached(second);
  skep_ok("link detach id " + link);
  skep_ok(second.attach(hook));
}

TEST_CASE("a device that is not there is refused, with the close ones") {
  const VethPair veth;
  const Setup setup{"xdp_pass"};
  check_fails(setup.attach("xdp dev " + veth.name() + "x"), 1,
              {"no network device '" + veth.name() + "x'",
               "did you mean " + veth.name()});
  check_fails(setup.to("xdp dev"), 2, {"NAME is missing"});
  check_fails(setup.to("xdp"), 2, {"'dev'"});
  check_nothing_attached(setup);
}

TEST_CASE("a program is attached to a device by tcx") {
  NEEDS(feature::tcx);
  const VethPair veth;
  const Setup setup{"tcx"};
  attach_and_check(setup, "tcx_ingress dev " + veth.name(), "tcx");
  veth.send_packets();
  CHECK(eventually([&] { return setup.object.hits().count >= 5; }));
  let_go(setup);
  attach_and_check(setup, "tcx_egress dev " + veth.name(), "tcx");
}

TEST_CASE("programs of tcx run in the order that was asked for") {
  NEEDS(feature::tcx);
  const VethPair veth;
  const Setup counting{"tcx"};
  const Setup dropping{"tcx", "drop_packet"};
  const std::string hook = "tcx_ingress dev " + veth.name();
  skep_ok(dropping.attach(hook));
  // Behind the one that drops, nothing arrives.
  skep_ok(counting.attach(hook));
  counting.object.watch(0);
  veth.send_packets();
  ::usleep(100'000);
  CHECK(counting.object.hits().count == 0);
  for (const std::string& place :
       {std::string{"first"}, "before link pinned " + dropping.link,
        "before prog pinned " + dropping.prog}) {
    CAPTURE(place);
    let_go(counting);
    attach_when_free(counting.attach(hook + " " + place));
    counting.object.watch(0);
    veth.send_packets();
    CHECK(eventually([&] { return counting.object.hits().count >= 5; }));
  }
  let_go(counting);
  attach_when_free(
      counting.attach(hook + " after prog pinned " + dropping.prog));
  check_fails(counting.to(hook + " first after prog pinned " + dropping.prog) +
                  " --hold",
              2, {"exclude each other"});
  const Setup third{"tcx"};
  check_fails(third.attach("tcx_egress dev " + veth.name() +
                           " before link pinned " + dropping.link),
              1, {"not attached here"});
  check_nothing_attached(third);
}

TEST_CASE("a program is attached to a control group") {
  const Cgroup cgroup;
  const Setup setup{"cgroup_skb"};
  for (const std::string type : {"cgroup_inet_egress", "egress"}) {
    CAPTURE(type);
    setup.object.watch(0);
    CHECK(send_datagram_in(cgroup));
    attach_and_check(setup, "cgroup " + cgroup.path() + " " + type, "cgroup");
    CHECK_FALSE(send_datagram_in(cgroup));
    CHECK(setup.object.hits().count > 0);
    CHECK(send_datagram());
    let_go(setup);
    CHECK(eventually([&] { return send_datagram_in(cgroup); }));
  }
}

TEST_CASE("a control group or attach type that is not there is refused") {
  const Cgroup cgroup;
  const Setup setup{"cgroup_skb"};
  check_fails(
      setup.attach("cgroup " + cgroup.path() + "x egress"), 1,
      {"cgroup " + cgroup.path() + "x", "No such file", "did you mean"});
  check_fails(setup.attach("cgroup /tmp egress"), 1, {"no control group"});
  check_fails(setup.attach("cgroup " + cgroup.path() + " egres"), 2,
              {"no attach type 'egres'", "did you mean egress"});
  check_fails(setup.attach("cgroup " + cgroup.path() + " connect4"), 1,
              {"is of type cgroup_skb", "takes cgroup_sock_addr"});
  check_nothing_attached(setup);
}

TEST_CASE("a loaded iterator is attached with its parameters") {
  const Setup setup{"iter_task"};
  attach_and_check(setup, "iter tid " + std::to_string(::getpid()), "iter");
  CHECK(skep_ok("iter dump pinned " + setup.link).out.find('\n') ==
        read_text(setup.link).size() - 1);
  let_go(setup);
  check_fails(setup.attach("iter cgroup /tmp"), 1, {"no control group"});
  check_fails(setup.attach("iter order self_only"), 2,
              {"no parameter 'order'"});
  check_nothing_attached(setup);
}

TEST_CASE("a program is attached to netfilter") {
  NEEDS(feature::netfilter_defrag);
  const NetworkNamespace netns;
  const Setup setup{"netfilter"};
  const std::string attach = setup.attach("netfilter ip output -128 defrag");
  const Result result = netns.shell(skep_program() + " " + attach);
  CAPTURE(result.err);
  REQUIRE(result.exit == 0);
  check_same_as_bpftool("link show pinned " + setup.link);
  netns.shell("bash -c 'echo x > /dev/udp/127.0.0.1/9'");
  CHECK(setup.object.hits().count > 0);
  const Setup second{"netfilter"};
  const Result taken = netns.shell(skep_program() + " " +
                                   second.attach("netfilter ip output -128"));
  CHECK(taken.exit == 1);
  CHECK(taken.err.find("another BPF program has this priority") !=
        std::string::npos);
  check_nothing_attached(second);
  check_fails(second.attach("netfilter ip output -500 defrag"), 1,
              {"above -400"});
  check_fails(second.attach("netfilter arp output 1"), 2,
              {"FAMILY", "ip, ip6"});
  check_fails(second.attach("netfilter ip outputt 1"), 2,
              {"did you mean output"});
  check_fails(second.attach("netfilter ip output x"), 2, {"PRIORITY", "'x'"});
}

TEST_CASE("a program is attached to the lookup of sockets") {
  const NetworkNamespace netns;
  const Setup setup{"sk_lookup"};
  attach_and_check(setup, "sk_lookup netns " + netns.path(), "netns");
  netns.shell("bash -c 'echo x > /dev/tcp/127.0.0.1/9'");
  CHECK(setup.object.hits().count > 0);
  let_go(setup);
  check_fails(setup.attach("sk_lookup netns /proc/self/ns/uts"), 1,
              {"is no network namespace"});
  check_fails(setup.attach("sk_lookup netns /does/not/exist"), 1,
              {"No such file"});
  check_nothing_attached(setup);
}

TEST_CASE("a flow dissector is attached with and without a link") {
  const NetworkNamespace netns;
  const Setup setup{"flow_dissector"};
  attach_and_check(setup, "flow_dissector netns " + netns.path(), "netns");
  const Setup second{"flow_dissector"};
  check_fails(second.attach("flow_dissector netns " + netns.path()), 1,
              {"flow_dissector of network namespace", "are taken"});
  let_go(setup);
  const std::string skep_in = skep_program() + " -j ";
  const std::string words = " pinned " + setup.prog + " flow_dissector";
  CHECK(eventually([&] {
    return netns.shell(skep_in + "prog attach" + words).out == "null\n";
  }));
  CHECK(netns.shell(skep_in + "prog attach" + words).exit == 1);
  CHECK(netns.shell(skep_in + "prog detach" + words).out == "null\n");
  const Result gone = netns.shell(skep_in + "prog detach" + words);
  CHECK(gone.exit == 1);
  CHECK(gone.json()["hint"] == "the program is not attached there");
}

TEST_CASE("programs are attached to a socket map as by bpftool") {
  const Bpffs bpffs;
  const Loaded object{"sk_msg"};
  const std::string map = bpffs / "sockets";
  REQUIRE(bpf_obj_pin(object.map_fd("sockets"), map.c_str()) == 0);
  const auto attached = [&](bpf_attach_type type) {
    std::uint32_t id = 0;
    std::uint32_t count = 1;
    const int result =
        bpf_prog_query(object.map_fd("sockets"), type, 0, nullptr, &id, &count);
    return result == 0 && count == 1 ? id : 0;
  };
  const struct {
    const char* program;
    const char* words;
    bpf_attach_type type;
  } rows[] = {
      {"on_message", "sk_msg_verdict", BPF_SK_MSG_VERDICT},
      {"on_message", "msg_verdict", BPF_SK_MSG_VERDICT},
      {"on_message", "m", BPF_SK_MSG_VERDICT},
      {"parse_stream", "sk_skb_stream_parser", BPF_SK_SKB_STREAM_PARSER},
      {"parse_stream", "s", BPF_SK_SKB_STREAM_PARSER},
      {"judge_stream", "sk_skb_stream_verdict", BPF_SK_SKB_STREAM_VERDICT},
      {"judge_stream", "stream_v", BPF_SK_SKB_STREAM_VERDICT},
      {"judge_skb", "sk_skb_verdict", BPF_SK_SKB_VERDICT},
      {"judge_skb", "skb", BPF_SK_SKB_VERDICT},
  };
  for (const auto& row : rows) {
    CAPTURE(row.words);
    const std::string prog = object.pin(bpffs, row.program);
    const std::string words =
        " pinned " + prog + " " + row.words + " pinned " + map;
    CHECK(skep_ok("-j prog attach" + words).json().is_null());
    CHECK(attached(row.type) == id_of_pinned("prog", prog));
    CHECK(skep_ok("prog detach" + words).out.empty());
    CHECK(attached(row.type) == 0);
    REQUIRE(bpftool("prog attach" + words).exit == 0);
    CHECK(skep_ok("-j prog detach" + words).json().is_null());
    CHECK(attached(row.type) == 0);
    check_fails("prog detach" + words, 1,
                {"can't detach prog", "not attached there"});
    ::unlink(prog.c_str());
  }
}

TEST_CASE("a program is attached to a socket map by a link") {
  NEEDS(feature::sockmap_links);
  const Setup setup{"sk_msg", "on_message"};
  const std::string map = setup.bpffs / "sockets";
  REQUIRE(bpf_obj_pin(setup.object.map_fd("sockets"), map.c_str()) == 0);
  attach_and_check(setup, "sk_msg_verdict pinned " + map, "sockmap");
  let_go(setup);
}

TEST_CASE("what is no socket map takes no such program") {
  const Bpffs bpffs;
  const Loaded object{"sk_msg"};
  const Fd array{bpf_map_create(BPF_MAP_TYPE_ARRAY, "a", 4, 4, 1, nullptr)};
  const std::string map = bpffs / "array";
  REQUIRE(bpf_obj_pin(array.get(), map.c_str()) == 0);
  const std::string line =
      "prog attach pinned " + object.pin(bpffs, "on_message");
  check_fails(line + " sk_msg_verdict pinned " + map, 1,
              {"'on_message'", "sk_msg_verdict of map"});
  check_fails(line + " sk_msg_verdict pinned " + map + " --hold", 1,
              {"sockmap or a sockhash"});
  check_fails(line + " sk_skb_verdict pinned " + map, 1,
              {"is of type sk_msg", "takes sk_skb"});
  check_fails(line + " sk_msg_verdict", 2, {"MAP is missing"});
}

TEST_CASE("a program of another type is refused before the kernel is asked") {
  const Setup xdp{"xdp_pass"};
  for (const std::string hook :
       {"tracepoint a/b", "raw_tracepoint a", "tp_btf", "uprobe /bin/sh main",
        "perf_event cpu-clock cpu 0", "tcx_ingress dev lo",
        "cgroup /sys/fs/cgroup egress", "iter", "netfilter ip input 1",
        "sk_lookup", "flow_dissector"}) {
    CAPTURE(hook);
    check_fails(xdp.attach(hook), 1,
                {"'pass'", "the program is of type xdp, the hook takes "});
  }
  const Setup skb{"cgroup_skb"};
  check_fails(skb.attach("xdp dev lo"), 1,
              {"is of type cgroup_skb, the hook takes xdp"});
  check_nothing_attached(xdp);
  check_nothing_attached(skb);
}

TEST_CASE("--hold keeps a program attached until a signal comes") {
  const VethPair veth;
  const Setup setup{"xdp_pass"};
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    CAPTURE(signal);
    setup.object.watch(0);
    Background holder{{skep_program(), "prog", "attach", "pinned", setup.prog,
                       "xdp", "dev", veth.name(), "--hold"}};
    const std::string line = holder.first_line();
    CHECK(line.find(": xdp  prog " +
                    std::to_string(id_of_pinned("prog", setup.prog))) !=
          std::string::npos);
    CHECK(count_links_of(setup.prog) == 1);
    veth.send_packets();
    CHECK(eventually([&] { return setup.object.hits().count >= 5; }));
    holder.signal(signal);
    const Result result = holder.wait();
    CHECK(result.exit == 0);
    CHECK(result.err.empty());
    CHECK(eventually([&] { return count_links_of(setup.prog) == 0; }));
  }
}

TEST_CASE("--hold tells the link as one JSON document") {
  const VethPair veth;
  const Setup setup{"xdp_pass"};
  Background holder{{skep_program(), "-j", "prog", "attach", "pinned",
                     setup.prog, "xdp", "dev", veth.name(), "--hold"}};
  const auto told = nlohmann::json::parse(holder.first_line());
  CHECK(told["type"] == "xdp");
  CHECK_FALSE(told.contains("pinned"));
  holder.signal(SIGINT);
  const Result result = holder.wait();
  CHECK(result.exit == 0);
  CHECK(result.out.empty());
}

TEST_CASE("where the link can't be pinned, nothing is attached") {
  const VethPair veth;
  const Setup setup{"xdp_pass"};
  const std::string line = setup.to("xdp dev " + veth.name() + " pinned ");
  const TempDir directory;
  check_fails(line + (directory / "x"), 1, {"not on a BPF file system"});
  check_fails(line + (setup.bpffs / "a.b"), 1, {"no dot"});
  check_fails(line + setup.prog, 1, {"File exists"});
  check_fails(line + (setup.bpffs / "none/x"), 1, {"No such file"});
  CHECK(count_links_of(setup.prog) == 0);
}

TEST_CASE("an attachment that can't be told is undone") {
  const VethPair veth;
  const Setup setup{"xdp_pass"};
  for (const std::string option : {"", "-j "}) {
    const Result result = skep(option + setup.attach("xdp dev " + veth.name()),
                               {.output_file = "/dev/full"});
    CHECK(result.exit == 1);
    check_nothing_attached(setup);
  }
}

TEST_CASE("a link needs something that holds it") {
  const Setup setup{"xdp_pass"};
  check_fails(setup.to("xdp dev lo"), 2,
              {"'pinned FILE' or '--hold' is missing"});
  check_fails(setup.attach("xdp dev lo") + " --hold", 2,
              {"exclude each other"});
  check_fails("prog attach pinned " + setup.prog, 2,
              {"HOOK is missing", "tracepoint", "xdp"});
  check_fails(setup.attach("xpd dev lo"), 2, {"'xpd'", "did you mean xdp"});
  check_fails("prog attach id 4294967295 xdp dev lo --hold", 1,
              {"no prog with id 4294967295"});
  check_fails("prog attach", 2, {"PROG is missing"});
  check_fails("prog detach pinned " + setup.prog, 2, {"HOOK is missing"});
  check_nothing_attached(setup);
}

TEST_CASE("without root nothing is attached, and the reason is told") {
  const Setup setup{"xdp_pass"};
  const Result result = skep_as_nobody(
      "prog attach id " + std::to_string(id_of_pinned("prog", setup.prog)) +
      " xdp dev lo --hold");
  CHECK(result.exit == 1);
  CHECK(result.err.find("CAP_") != std::string::npos);
}

TEST_CASE("what can follow is completed: hooks, devices, attach types") {
  const auto complete = [](const std::string& line) {
    return skep_ok("__complete prog attach id 1 " + line).out;
  };
  CHECK(complete("x").find("xdp\t") == 0);
  CHECK(complete("xdp dev l").find("lo\t") != std::string::npos);
  CHECK(complete("cgroup / cgroup_inet4_conn").find("cgroup_inet4_connect\t") ==
        0);
  CHECK(complete("perf_event cpu-cl").find("cpu-clock\t") == 0);
  CHECK(complete("raw_tracepoint sys_e").find("sys_enter\t") !=
        std::string::npos);
  CHECK(complete("netfilter ip pre").find("prerouting") == 0);
  CHECK(complete("iter order self").find("self_only\t") == 0);
  const Tracefs tracefs;
  CHECK(complete("tracepoint syscalls/sys_enter_getpgi")
            .find("syscalls/sys_enter_getpgid\t") == 0);
}

}  // namespace skep::test
