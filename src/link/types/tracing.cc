// Links of tracing programs: fentry, fexit, fmod_ret, BTF tracepoints, LSM
// hooks, and programs that replace a function of another.
#include <bpf/libbpf.h>

#include "src/link/types.h"
#include "src/sys/kernel_object.h"

namespace skep {
namespace {

void complete(const Fd&, LinkInfo& info) {
  // The link keeps its program alive, so there is one with this id.
  if (const auto prog = open_id(ObjectKind::prog, info.kernel.prog_id))
    info.prog_type = info_of<bpf_prog_info>(*prog).type;
}

void print_target(Writer& out, const bpf_link_info& link) {
  const auto object = link.tracing.target_obj_id;
  const auto type = link.tracing.target_btf_id;
  out.field("target_obj_id", object);
  out.field("target_btf_id", type);
  if (object != 0 || type != 0)
    out.text("\n\ttarget_obj_id {}  target_btf_id {}  ", object, type);
}

void print(Writer& out, const LinkInfo& info) {
  out.named(
      "prog_type",
      libbpf_bpf_prog_type_str(static_cast<bpf_prog_type>(info.prog_type)),
      info.prog_type, "\n\tprog_type {}  ", "\n\tprog_type {}  ");
  print_attach_type(out, info.kernel.tracing.attach_type);
  print_target(out, info.kernel);
  out.nonzero("cookie", info.kernel.tracing.cookie, "\n\tcookie {}  ");
}

}  // namespace

constinit const LinkType tracing_link{BPF_LINK_TYPE_TRACING, complete, print};

}  // namespace skep
