#include "tests/e2e/tc_fixture.h"

#include <arpa/inet.h>
#include <bpf/libbpf.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <linux/tc_act/tc_bpf.h>

#include "src/sys/netlink.h"

namespace skep::test {
namespace {

tcmsg place(std::uint32_t ifindex, std::uint32_t parent, std::uint32_t handle) {
  tcmsg message{};
  message.tcm_ifindex = static_cast<int>(ifindex);
  message.tcm_parent = parent;
  message.tcm_handle = handle;
  return message;
}

}  // namespace

void add_prio(std::uint32_t ifindex) {
  constexpr std::uint32_t handle = 1U << 16U;
  NetlinkRequest request{RTM_NEWQDISC, NLM_F_CREATE | NLM_F_EXCL,
                         place(ifindex, TC_H_ROOT, handle)};
  request.add(TCA_KIND, std::string{"prio"});
  const tc_prio_qopt options{.bands = 3, .priomap = {}};
  request.add(TCA_OPTIONS, bytes_of(options));
  Netlink{}.ask(request);
}

void add_filter_with_action(std::uint32_t ifindex, std::uint32_t parent,
                            int program, int action) {
  tcmsg message = place(ifindex, parent, 0);
  message.tcm_info = TC_H_MAKE(9U << 16U, htons(ETH_P_ALL));
  NetlinkRequest request{RTM_NEWTFILTER, NLM_F_CREATE | NLM_F_EXCL, message};
  request.add(TCA_KIND, std::string{"bpf"});
  request.add_nested(TCA_OPTIONS, [&] {
    request.add(TCA_BPF_FD, static_cast<std::uint32_t>(program));
    request.add(TCA_BPF_NAME, std::string{"matching"});
    request.add_nested(TCA_BPF_ACT, [&] {
      request.add_nested(1, [&] {
        request.add(TCA_ACT_KIND, std::string{"bpf"});
        request.add_nested(TCA_ACT_OPTIONS, [&] {
          tc_act_bpf parameters{};
          parameters.action = TC_ACT_PIPE;
          request.add(TCA_ACT_BPF_PARMS, bytes_of(parameters));
          request.add(TCA_ACT_BPF_FD, static_cast<std::uint32_t>(action));
          request.add(TCA_ACT_BPF_NAME, std::string{"acting"});
        });
      });
    });
  });
  Netlink{}.ask(request);
}

bool has_clsact(std::uint32_t ifindex) {
  bpf_tc_hook hook{};
  hook.sz = sizeof hook;
  hook.ifindex = static_cast<int>(ifindex);
  hook.attach_point =
      static_cast<bpf_tc_attach_point>(BPF_TC_INGRESS | BPF_TC_EGRESS);
  const int result = bpf_tc_hook_create(&hook);
  if (result == 0) bpf_tc_hook_destroy(&hook);
  return result == -EEXIST;
}

}  // namespace skep::test
