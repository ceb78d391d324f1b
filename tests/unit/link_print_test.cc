// What `link show` prints for each type of link, from made-up records: most of
// these types no single kernel can attach.
#include <doctest/doctest.h>
#include <linux/netfilter.h>
#include <linux/perf_event.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "src/link/print_link.h"

using namespace skep;

namespace {

constexpr auto highest = std::numeric_limits<std::uint64_t>::max();

LinkInfo link_of(std::uint32_t type) {
  LinkInfo info;
  info.kernel.type = type;
  info.kernel.id = 7;
  info.kernel.prog_id = 12;
  return info;
}

LinkInfo perf_link_of(std::uint32_t type) {
  LinkInfo info = link_of(BPF_LINK_TYPE_PERF_EVENT);
  info.kernel.perf_event.type = type;
  return info;
}

std::string text_of(const LinkInfo& info) {
  Sink sink;
  Writer out{sink, Format::text};
  print_link(out, info);
  return sink.take();
}

std::string json_of(const LinkInfo& info) {
  Sink sink;
  Writer out{sink, Format::json};
  {
    const auto object = out.object();
    print_link(out, info);
  }
  std::string text = sink.take();
  CHECK(nlohmann::json::accept(text));
  return text;
}

void check_prints(const LinkInfo& info, const std::string& text,
                  const std::string& json) {
  CHECK(text_of(info) == text);
  CHECK(json_of(info) == json);
}

}  // namespace

TEST_CASE("a link of an unknown type is shown by numbers") {
  check_prints(link_of(77), "7: type 77  prog 12  ",
               R"({"id":7,"type":77,"prog_id":12})");
}

TEST_CASE("raw tracepoint links show name and cookie") {
  LinkInfo info = link_of(BPF_LINK_TYPE_RAW_TRACEPOINT);
  info.name = "sys_enter";
  check_prints(info, "7: raw_tracepoint  prog 12  \n\ttp 'sys_enter'  ",
               R"({"id":7,"type":"raw_tracepoint","prog_id":12,)"
               R"("tp_name":"sys_enter","cookie":0})");
  info.kernel.raw_tracepoint.cookie = highest;
  CHECK(text_of(info).ends_with("cookie 18446744073709551615  "));
}

TEST_CASE("tracing links show the program's type and the target") {
  LinkInfo info = link_of(BPF_LINK_TYPE_TRACING);
  info.prog_type = BPF_PROG_TYPE_TRACING;
  info.kernel.tracing.attach_type = BPF_TRACE_FENTRY;
  CHECK(text_of(info) ==
        "7: tracing  prog 12  \n\tprog_type tracing  "
        "attach_type trace_fentry  ");
  info.kernel.tracing.target_obj_id = 1;
  info.kernel.tracing.target_btf_id = 2;
  info.kernel.tracing.cookie = 3;
  check_prints(
      info,
      "7: tracing  prog 12  \n\tprog_type tracing  attach_type trace_fentry  "
      "\n\ttarget_obj_id 1  target_btf_id 2  \n\tcookie 3  ",
      R"({"id":7,"type":"tracing","prog_id":12,"prog_type":"tracing",)"
      R"("attach_type":"trace_fentry","target_obj_id":1,"target_btf_id":2,)"
      R"("cookie":3})");
}

TEST_CASE("unknown program and attach types are shown by numbers") {
  LinkInfo info = link_of(BPF_LINK_TYPE_TRACING);
  info.prog_type = 999;
  info.kernel.tracing.attach_type = 998;
  CHECK(text_of(info).ends_with("prog_type 999  attach_type 998  "));
  CHECK(json_of(info).find(R"("prog_type":999,"attach_type":998)") !=
        std::string::npos);
}

TEST_CASE("cgroup links show id and attach type") {
  LinkInfo info = link_of(BPF_LINK_TYPE_CGROUP);
  info.kernel.cgroup.cgroup_id = 281474976710657;
  info.kernel.cgroup.attach_type = BPF_CGROUP_INET_EGRESS;
  check_prints(info,
               "7: cgroup  prog 12  \n\tcgroup_id 281474976710657  "
               "attach_type cgroup_inet_egress  ",
               R"({"id":7,"type":"cgroup","prog_id":12,)"
               R"("cgroup_id":281474976710657,)"
               R"("attach_type":"cgroup_inet_egress"})");
}

TEST_CASE("the parameters of an iterator are read by its target's name") {
  LinkInfo info = link_of(BPF_LINK_TYPE_ITER);
  // For a task iterator the same bytes are tid 5.
  info.kernel.iter.cgroup.cgroup_id = 5;
  info.kernel.iter.cgroup.order = BPF_CGROUP_ITER_SELF_ONLY;
  info.name = "cgroup";
  check_prints(info,
               "7: iter  prog 12  target_name cgroup  cgroup_id 5  order "
               "self_only  ",
               R"({"id":7,"type":"iter","prog_id":12,"target_name":"cgroup",)"
               R"("cgroup_id":5,"order":"self_only"})");
  info.name = "task_file";
  check_prints(info, "7: iter  prog 12  target_name task_file  tid 5 ",
               R"({"id":7,"type":"iter","prog_id":12,)"
               R"("target_name":"task_file","tid":5})");
  info.name = "tcp";
  CHECK(text_of(info) == "7: iter  prog 12  target_name tcp  ");
  info.name = "cgroup";
  info.kernel.iter.cgroup.order = 99;
  CHECK(text_of(info).ends_with("order unknown  "));
}

TEST_CASE("an iterator over a process shows its pid") {
  LinkInfo info = link_of(BPF_LINK_TYPE_ITER);
  info.name = "task";
  info.kernel.iter.task.pid = 9;
  CHECK(text_of(info).ends_with("target_name task  pid 9 "));
}

TEST_CASE("an iterator over a map shows its id") {
  LinkInfo info = link_of(BPF_LINK_TYPE_ITER);
  info.name = "bpf_map_elem";
  info.kernel.iter.map.map_id = 3;
  check_prints(info, "7: iter  prog 12  target_name bpf_map_elem  map_id 3  ",
               R"({"id":7,"type":"iter","prog_id":12,)"
               R"("target_name":"bpf_map_elem","map_id":3})");
}

TEST_CASE("network namespace links show the inode") {
  LinkInfo info = link_of(BPF_LINK_TYPE_NETNS);
  info.kernel.netns.netns_ino = 4026531840;
  info.kernel.netns.attach_type = BPF_SK_LOOKUP;
  check_prints(info,
               "7: netns  prog 12  \n\tnetns_ino 4026531840  attach_type "
               "sk_lookup  ",
               R"({"id":7,"type":"netns","prog_id":12,)"
               R"("netns_ino":4026531840,"attach_type":"sk_lookup"})");
}

TEST_CASE("netfilter links show words in text and numbers in JSON") {
  LinkInfo info = link_of(BPF_LINK_TYPE_NETFILTER);
  auto& link = info.kernel.netfilter;
  link.pf = NFPROTO_IPV6;
  link.hooknum = NF_INET_FORWARD;
  link.priority = -128;
  check_prints(info, "7: netfilter  prog 12  \n\tip6 forward prio -128",
               R"({"id":7,"type":"netfilter","prog_id":12,"pf":10,"hook":2,)"
               R"("prio":-128,"flags":0})");
  link.pf = NFPROTO_ARP;
  link.hooknum = 1;
  link.flags = 1;
  CHECK(text_of(info).ends_with("\n\tarp output prio -128 flags 0x1"));
  link.pf = NFPROTO_BRIDGE;
  link.hooknum = 0;
  CHECK(text_of(info).ends_with("\n\tbridge prerouting prio -128 flags 0x1"));
  link.pf = 44;
  link.hooknum = 55;
  CHECK(text_of(info).ends_with("\n\tpf: 44, hook 55, prio -128 flags 0x1"));
}

TEST_CASE("links to devices show name and index") {
  LinkInfo info = link_of(BPF_LINK_TYPE_XDP);
  info.kernel.xdp.ifindex = 2;
  info.device = "eth0";
  check_prints(info, "7: xdp  prog 12  \n\tifindex eth0(2)  ",
               R"({"id":7,"type":"xdp","prog_id":12,"devname":"eth0",)"
               R"("ifindex":2})");
  info = link_of(BPF_LINK_TYPE_TCX);
  info.device = "(detached)";
  info.kernel.tcx.attach_type = BPF_TCX_INGRESS;
  check_prints(info,
               "7: tcx  prog 12  \n\tifindex (detached)  attach_type "
               "tcx_ingress  ",
               R"({"id":7,"type":"tcx","prog_id":12,)"
               R"x("devname":"(detached)",)x"
               R"("ifindex":0,"attach_type":"tcx_ingress"})");
  info = link_of(BPF_LINK_TYPE_NETKIT);
  info.device = "(unknown)";
  info.kernel.netkit.ifindex = 5;
  info.kernel.netkit.attach_type = BPF_NETKIT_PEER;
  check_prints(info,
               "7: netkit  prog 12  \n\tifindex (unknown)  attach_type "
               "netkit_peer  ",
               R"({"id":7,"type":"netkit","prog_id":12,)"
               R"x("devname":"(unknown)","ifindex":5,)x"
               R"("attach_type":"netkit_peer"})");
}

TEST_CASE("socket map links show the map") {
  LinkInfo info = link_of(BPF_LINK_TYPE_SOCKMAP);
  info.kernel.sockmap.map_id = 3;
  info.kernel.sockmap.attach_type = BPF_SK_MSG_VERDICT;
  check_prints(info,
               "7: sockmap  prog 12  \n\tmap_id 3  attach_type "
               "sk_msg_verdict  ",
               R"({"id":7,"type":"sockmap","prog_id":12,"map_id":3,)"
               R"("attach_type":"sk_msg_verdict"})");
}

TEST_CASE("struct_ops links show a map in place of a program") {
  LinkInfo info = link_of(BPF_LINK_TYPE_STRUCT_OPS);
  info.kernel.prog_id = 0;
  info.kernel.struct_ops.map_id = 3;
  check_prints(info, "7: struct_ops  map 3  ",
               R"({"id":7,"type":"struct_ops","prog_id":0,"map_id":3})");
}

TEST_CASE("kprobe_multi links list their functions") {
  LinkInfo info = link_of(BPF_LINK_TYPE_KPROBE_MULTI);
  info.kernel.kprobe_multi.count = 2;
  info.kernel.kprobe_multi.missed = 4;
  info.kernel.kprobe_multi.flags = BPF_F_KPROBE_MULTI_RETURN;
  info.sites = {
      {.address = 0xffffffff81000010, .function = "vfs_read"},
      {.address = 0xffffffffc0000000,
       .cookie = 0xab,
       .function = "nf_hook",
       .module = "nf"},
  };
  check_prints(
      info,
      "7: kprobe_multi  prog 12  \n\tkretprobe.multi  func_cnt 2  missed 4  "
      "\n\taddr             cookie           func [module]"
      "\n\tffffffff81000010 0                vfs_read  "
      "\n\tffffffffc0000000 ab               nf_hook [nf]  ",
      R"({"id":7,"type":"kprobe_multi","prog_id":12,"retprobe":true,)"
      R"("func_cnt":2,"missed":4,"funcs":[)"
      R"({"addr":18446744071578845200,"func":"vfs_read","module":null,)"
      R"("cookie":0},{"addr":18446744072635809792,"func":"nf_hook",)"
      R"("module":"nf","cookie":171}]})");
}

TEST_CASE("uprobe_multi links list their offsets") {
  LinkInfo info = link_of(BPF_LINK_TYPE_UPROBE_MULTI);
  info.name = "/bin/sh";
  info.kernel.uprobe_multi.count = 1;
  info.kernel.uprobe_multi.pid = 5;
  info.sites = {{.address = 0x10, .ref_ctr_offset = 0x20, .cookie = 0x30}};
  check_prints(
      info,
      "7: uprobe_multi  prog 12  \n\tuprobe.multi  path /bin/sh  func_cnt 1  "
      "pid 5  \n\toffset             ref_ctr_offset     cookies         "
      "\n\t0x10               0x20               0x30              ",
      R"({"id":7,"type":"uprobe_multi","prog_id":12,"retprobe":false,)"
      R"("path":"/bin/sh","func_cnt":1,"pid":5,"funcs":[)"
      R"({"offset":16,"ref_ctr_offset":32,"cookie":48}]})");
}

TEST_CASE("kprobe links show the function") {
  LinkInfo info = perf_link_of(BPF_PERF_EVENT_KPROBE);
  info.name = "vfs_read";
  auto& probe = info.kernel.perf_event.kprobe;
  CHECK(text_of(info) == "7: perf_event  prog 12  \n\tkprobe vfs_read  ");
  probe = {.func_name = 0,
           .name_len = 0,
           .offset = 16,
           .addr = 0xffff,
           .missed = 2,
           .cookie = 3};
  check_prints(info,
               "7: perf_event  prog 12  \n\tkprobe ffff vfs_read+0x10  "
               "missed 2  cookie 3  ",
               R"({"id":7,"type":"perf_event","prog_id":12,"retprobe":false,)"
               R"("addr":65535,"func":"vfs_read","offset":16,"missed":2,)"
               R"("cookie":3})");
  CHECK(perf_event_cookie(info) == 3);
}

TEST_CASE("uprobe links show file and offset") {
  LinkInfo info = perf_link_of(BPF_PERF_EVENT_URETPROBE);
  info.name = "/bin/sh";
  info.kernel.perf_event.uprobe.offset = 0x123;
  info.kernel.perf_event.uprobe.cookie = 3;
  info.kernel.perf_event.uprobe.ref_ctr_offset = 0x40;
  check_prints(info,
               "7: perf_event  prog 12  \n\turetprobe /bin/sh+0x123  cookie 3  "
               "ref_ctr_offset 0x40  ",
               R"({"id":7,"type":"perf_event","prog_id":12,"retprobe":true,)"
               R"("file":"/bin/sh","offset":291,"cookie":3,)"
               R"("ref_ctr_offset":64})");
}

TEST_CASE("tracepoint links show the tracepoint") {
  LinkInfo info = perf_link_of(BPF_PERF_EVENT_TRACEPOINT);
  info.name = "sched_switch";
  info.kernel.perf_event.tracepoint.cookie = 1;
  check_prints(
      info, "7: perf_event  prog 12  \n\ttracepoint sched_switch  cookie 1  ",
      R"({"id":7,"type":"perf_event","prog_id":12,)"
      R"("tracepoint":"sched_switch","cookie":1})");
}

TEST_CASE("links to perf events show the event, by name if it has one") {
  LinkInfo info = perf_link_of(BPF_PERF_EVENT_EVENT);
  auto& event = info.kernel.perf_event.event;
  event.type = PERF_TYPE_SOFTWARE;
  check_prints(info, "7: perf_event  prog 12  \n\tevent software:cpu-clock  ",
               R"({"id":7,"type":"perf_event","prog_id":12,)"
               R"("event_type":"software","event_config":"cpu-clock",)"
               R"("cookie":0})");
  event.type = PERF_TYPE_HW_CACHE;
  event.config = PERF_COUNT_HW_CACHE_LL | PERF_COUNT_HW_CACHE_RESULT_MISS << 16;
  CHECK(text_of(info).ends_with("\n\tevent hw-cache:LLC-load-misses  "));
  event.config = 9 | 8 << 8 | 7 << 16;
  CHECK(text_of(info).ends_with("\n\tevent hw-cache:9-8-7  "));
  event.type = PERF_TYPE_RAW;
  event.config = highest;
  CHECK(text_of(info).ends_with("\n\tevent raw:18446744073709551615  "));
  event.type = 33;
  event.cookie = 2;
  CHECK(text_of(info).ends_with("event 33 :18446744073709551615  cookie 2  "));
  CHECK(json_of(info).find(R"("event_type":33,"event_config":184467)") !=
        std::string::npos);
}
