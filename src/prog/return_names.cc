#include "src/prog/return_names.h"

#include <linux/bpf.h>
#include <linux/netfilter.h>
#include <linux/pkt_cls.h>

#include <array>
#include <span>

namespace skep::prog {
namespace {

struct ReturnName {
  const char* name;
  std::uint32_t value;
};

constexpr auto minus_one = ~std::uint32_t{0};

constexpr std::array xdp_names{
    ReturnName{"XDP_ABORTED", XDP_ABORTED},   ReturnName{"XDP_DROP", XDP_DROP},
    ReturnName{"XDP_PASS", XDP_PASS},         ReturnName{"XDP_TX", XDP_TX},
    ReturnName{"XDP_REDIRECT", XDP_REDIRECT},
};

// Those of TCX mean the same, and can be given as well.
constexpr std::array tc_names{
    ReturnName{"TC_ACT_UNSPEC", minus_one},
    ReturnName{"TC_ACT_OK", TC_ACT_OK},
    ReturnName{"TC_ACT_RECLASSIFY", TC_ACT_RECLASSIFY},
    ReturnName{"TC_ACT_SHOT", TC_ACT_SHOT},
    ReturnName{"TC_ACT_PIPE", TC_ACT_PIPE},
    ReturnName{"TC_ACT_STOLEN", TC_ACT_STOLEN},
    ReturnName{"TC_ACT_QUEUED", TC_ACT_QUEUED},
    ReturnName{"TC_ACT_REPEAT", TC_ACT_REPEAT},
    ReturnName{"TC_ACT_REDIRECT", TC_ACT_REDIRECT},
    ReturnName{"TC_ACT_TRAP", TC_ACT_TRAP},
    ReturnName{"TCX_NEXT", minus_one},
    ReturnName{"TCX_PASS", TC_ACT_OK},
    ReturnName{"TCX_DROP", TC_ACT_SHOT},
    ReturnName{"TCX_REDIRECT", TC_ACT_REDIRECT},
};

constexpr std::array route_names{
    ReturnName{"BPF_OK", BPF_OK},
    ReturnName{"BPF_DROP", BPF_DROP},
    ReturnName{"BPF_REDIRECT", BPF_REDIRECT},
    ReturnName{"BPF_LWT_REROUTE", BPF_LWT_REROUTE},
};

constexpr std::array flow_names{
    ReturnName{"BPF_OK", BPF_OK},
    ReturnName{"BPF_DROP", BPF_DROP},
    ReturnName{"BPF_FLOW_DISSECTOR_CONTINUE", BPF_FLOW_DISSECTOR_CONTINUE},
};

constexpr std::array socket_names{
    ReturnName{"SK_DROP", SK_DROP},
    ReturnName{"SK_PASS", SK_PASS},
};

constexpr std::array netfilter_names{
    ReturnName{"NF_DROP", NF_DROP},
    ReturnName{"NF_ACCEPT", NF_ACCEPT},
};

std::span<const ReturnName> names_of(std::uint32_t type) {
  switch (type) {
    case BPF_PROG_TYPE_XDP:
      return xdp_names;
    case BPF_PROG_TYPE_SCHED_CLS:
    case BPF_PROG_TYPE_SCHED_ACT:
      return tc_names;
    case BPF_PROG_TYPE_LWT_IN:
    case BPF_PROG_TYPE_LWT_OUT:
    case BPF_PROG_TYPE_LWT_XMIT:
    case BPF_PROG_TYPE_LWT_SEG6LOCAL:
      return route_names;
    case BPF_PROG_TYPE_FLOW_DISSECTOR:
      return flow_names;
    case BPF_PROG_TYPE_SK_LOOKUP:
      return socket_names;
    case BPF_PROG_TYPE_NETFILTER:
      return netfilter_names;
    default:
      return {};
  }
}

}  // namespace

const char* return_name(std::uint32_t type, std::uint32_t value) {
  for (const ReturnName& known : names_of(type))
    if (known.value == value) return known.name;
  return nullptr;
}

std::optional<std::uint32_t> return_value(std::uint32_t type,
                                          std::string_view name) {
  for (const ReturnName& known : names_of(type))
    if (known.name == name) return known.value;
  return std::nullopt;
}

std::vector<std::string> return_names(std::uint32_t type) {
  std::vector<std::string> names;
  for (const ReturnName& known : names_of(type)) names.emplace_back(known.name);
  return names;
}

}  // namespace skep::prog
