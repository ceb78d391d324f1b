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

std::string hook_word(const LinkInfo& info) {
  if (info.prog_type == BPF_PROG_TYPE_EXT) return "freplace";
  switch (info.kernel.tracing.attach_type) {
    case BPF_TRACE_FENTRY:
      return "fentry";
    case BPF_TRACE_FEXIT:
      return "fexit";
    case BPF_MODIFY_RETURN:
      return "fmod_ret";
    case BPF_LSM_MAC:
      return "lsm";
    default:
      return attach_type_text(info.kernel.tracing.attach_type);
  }
}

// The kernel tells the id of a BTF object or of a program, whichever it is.
bool is_for_program(const LinkInfo& info) {
  if (info.prog_type == BPF_PROG_TYPE_EXT) return true;
  const auto prog = open_id(ObjectKind::prog, info.kernel.prog_id);
  if (!prog) return false;
  const auto id = info_of<bpf_prog_info>(*prog).attach_btf_obj_id;
  const auto types = open_id(ObjectKind::btf, id);
  return types && info_of<bpf_btf_info>(*types).kernel_btf == 0;
}

LinkPlace place(const LinkInfo& info, PlaceNames& names) {
  const auto& link = info.kernel.tracing;
  LinkPlace result{.hook = hook_word(info)};
  if (link.target_btf_id == 0) return result;
  if (!is_for_program(info)) {
    result.target = names.type_name(link.target_obj_id, link.target_btf_id);
    return result;
  }
  const std::string function =
      names.function_of_prog(link.target_obj_id, link.target_btf_id);
  result.target =
      fmt::format("{} of prog {}", function.empty() ? "a function" : function,
                  link.target_obj_id);
  return result;
}

}  // namespace

constinit const LinkType tracing_link{BPF_LINK_TYPE_TRACING, complete, print,
                                      place};

}  // namespace skep
