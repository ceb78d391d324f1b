#include "src/link/print_link.h"

#include <bpf/libbpf.h>

#include "src/link/types.h"

namespace skep {
namespace {

void print_type(Writer& out, const bpf_link_info& info) {
  out.named("type",
            libbpf_bpf_link_type_str(static_cast<bpf_link_type>(info.type)),
            info.type, "{}  ", "type {}  ");
}

void print_particulars(Writer& out, const LinkInfo& info) {
  const LinkType* type = find_link_type(info.kernel.type);
  if (type != nullptr && type->print != nullptr) type->print(out, info);
}

}  // namespace

void print_link_header(Writer& out, const bpf_link_info& info) {
  out.field("id", info.id, "{}: ");
  print_type(out, info);
  // In text, a map stands in the place of the program that struct_ops lack.
  if (info.type == BPF_LINK_TYPE_STRUCT_OPS)
    out.field("prog_id", info.prog_id);
  else
    out.field("prog_id", info.prog_id, "prog {}  ");
}

void print_link(Writer& out, const LinkInfo& info) {
  print_link_header(out, info.kernel);
  print_particulars(out, info);
}

void print_link_target(Writer& out, const LinkInfo& info) {
  print_type(out, info.kernel);
  print_particulars(out, info);
}

}  // namespace skep
