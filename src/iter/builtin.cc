#include "src/iter/builtin.h"

#include <array>

namespace skep::iter {
namespace {

// Where fields have moved, all their places stand here, the newest first.
constexpr std::array<Builtin, 18> all{{
    {"threads", "task", "threads",
     "tid=pid,pid=tgid,state=__state:task,cpu=thread_info.cpu|-,prio,"
     "time=se.sum_exec_runtime,comm"},
    // A process is the thread whose end its parent is told.
    {"ps", "task", "processes",
     "pid=tgid,ppid=real_parent.tgid,uid=real_cred.uid.val,"
     "state=__state:task,threads=signal.nr_threads,pages=mm.total_vm,"
     "start=start_boottime,comm",
     "exit_signal >= 0"},
    {"files", "task_file", "open files",
     "pid=task.tgid,comm=task.comm,fd,fs=file.f_inode.i_sb.s_type.name,"
     "inode=file.f_inode.i_ino,size=file.f_inode.i_size,"
     "path=file.f_path"},
    {"owners", "task_file", "processes that hold BPF objects",
     "kind=bpf.kind,id=bpf.id,name=bpf.name:64,pid=bpf.pid,"
     "comm=task.group_leader.comm,fd",
     "bpf.id > 0"},
    {"vmas", "task_vma", "mapped memory",
     "pid=task.tgid,start=vm_start:hex,end=vm_end:hex,flags=vm_flags|flags:hex,"
     "pgoff=vm_pgoff,file=vm_file.f_path"},
    {"maps", "bpf_map", "BPF maps",
     "id,type=map_type,name,key=key_size,value=value_size,entries=max_entries,"
     "flags=map_flags:hex,frozen"},
    {"progs", "bpf_prog", "BPF programs",
     "id=aux.id,type,name=aux.name,tag:bytes,insns=len,jited,"
     "maps=aux.used_map_cnt,loaded=aux.load_time"},
    {"links", "bpf_link", "BPF links",
     "id,type,prog=prog.aux.id,name=prog.aux.name"},
    // See SocketTable.
    {"sockets", "", "sockets of TCP, UDP, Unix and netlink",
     "protocol,state,local,peer,uid,inode"},
    {"tcp", "tcp", "TCP sockets",
     "family=skc_family,state=skc_state:tcp,local=skc_rcv_saddr:ip,"
     "local6=skc_v6_rcv_saddr|-:ip,port=skc_num,remote=skc_daddr:ip,"
     "remote6=skc_v6_daddr|-:ip,rport=skc_dport,uid,"
     "netns=skc_net.net.ns.inum|-"},
    {"udp", "udp", "UDP sockets",
     "family=inet.sk.__sk_common.skc_family,"
     "local=inet.sk.__sk_common.skc_rcv_saddr:ip,"
     "local6=inet.sk.__sk_common.skc_v6_rcv_saddr|-:ip,"
     "port=inet.sk.__sk_common.skc_num,"
     "remote=inet.sk.__sk_common.skc_daddr:ip,"
     "remote6=inet.sk.__sk_common.skc_v6_daddr|-:ip,"
     "rport=inet.sk.__sk_common.skc_dport,uid"},
    {"unix", "unix", "Unix sockets",
     "type=sk.sk_type,state=sk.__sk_common.skc_state:tcp,uid,"
     "socket=unix_sk,peer,path=addr.name[0].sun_path|-"},
    {"netlink", "netlink", "netlink sockets",
     "protocol=sk.sk.sk_protocol,portid,groups=ngroups,peer=dst_portid"},
    {"routes6", "ipv6_route", "IPv6 routes",
     "to=fib6_dst.addr:ip,bits=fib6_dst.plen,metric=fib6_metric,"
     "flags=fib6_flags:hex,device=fib6_nh[0].nh_common.nhc_dev.name|-"},
    {"kallsyms", "ksym", "symbols of the kernel",
     "address=value:hex,type,name,module=module_name"},
    {"cgroups", "cgroup", "control groups", "id=kn.id,level,name=kn.name:64"},
    {"slabs", "kmem_cache", "caches of kernel objects",
     "name,size,object=object_size,align,flags:hex,users=refcount"},
    {"dmabufs", "dmabuf", "DMA buffers", "size,name,exporter=exp_name"},
}};

}  // namespace

std::span<const Builtin> builtins() { return all; }

const Builtin* find_builtin(std::string_view name) {
  for (const Builtin& builtin : all)
    if (builtin.name == name) return &builtin;
  for (const Builtin& builtin : all)
    if (builtin.target == name) return &builtin;
  return nullptr;
}

}  // namespace skep::iter
