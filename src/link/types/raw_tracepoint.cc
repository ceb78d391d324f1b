// Links to raw tracepoints.
#include "src/link/types.h"
#include "src/sys/bytes.h"
#include "src/sys/kernel_object.h"

namespace skep {
namespace {

void complete(const Fd& link, LinkInfo& info) {
  KernelText name;
  auto request = zeroed<bpf_link_info>();
  name.lend_to(request.raw_tracepoint.tp_name,
               request.raw_tracepoint.tp_name_len);
  info.kernel = info_of(link, request);
  info.name = name.str();
}

void print(Writer& out, const LinkInfo& info) {
  out.field("tp_name", info.name, "\n\ttp '{}'  ");
  out.nonzero("cookie", info.kernel.raw_tracepoint.cookie, "cookie {}  ");
}

LinkPlace place(const LinkInfo& info, PlaceNames&) {
  return {.hook = "raw_tracepoint", .target = info.name};
}

}  // namespace

constinit const LinkType raw_tracepoint_link{BPF_LINK_TYPE_RAW_TRACEPOINT,
                                             complete, print, place};

}  // namespace skep
