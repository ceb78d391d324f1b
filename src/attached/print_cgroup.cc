#include "src/attached/print_cgroup.h"

#include <bpf/libbpf.h>
#include <unistd.h>

#include "src/link/attach/cgroup.h"
#include "src/object/handle.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"

namespace skep::attached {
namespace {

std::string flags_text(std::uint32_t flags) {
  switch (flags) {
    case 0:
      return "";
    case BPF_F_ALLOW_MULTI:
      return "multi";
    case BPF_F_ALLOW_OVERRIDE:
      return "override";
    default:
      return fmt::format("unknown({:x})", flags);
  }
}

// bpftool names what a program was loaded for wherever the kernel has BTF; for
// most that is nothing.
bool has_kernel_btf() { return ::access("/sys/kernel/btf/vmlinux", R_OK) == 0; }

}  // namespace

std::vector<CgroupHookPrograms> programs_of_cgroup(const std::string& path,
                                                   bool is_effective) {
  const Fd cgroup = open_cgroup(path);
  const std::uint32_t flags = is_effective ? BPF_F_QUERY_EFFECTIVE : 0;
  std::vector<CgroupHookPrograms> hooks;
  for (const bpf_attach_type type : cgroup_attach_types()) {
    auto programs = query_programs(cgroup.get(), type, flags);
    if (programs && !programs->empty())
      hooks.push_back({type, std::move(*programs)});
  }
  return hooks;
}

void CgroupPrinter::print_titles() {
  out_.text("{:<8} {:<15} ", "ID", "AttachType");
  if (!is_effective_) out_.text("{:<15} ", "AttachFlags");
  out_.text("{:<15}\n", "Name");
}

void CgroupPrinter::print(const std::vector<CgroupHookPrograms>& hooks,
                          std::string_view indent) {
  for (const CgroupHookPrograms& hook : hooks)
    for (const QueriedProgram& program : hook.programs)
      print_program(hook.type, program, indent);
}

void CgroupPrinter::print_target(const bpf_prog_info& info) {
  const bool is_named = info.attach_btf_id == 0 && has_kernel_btf();
  const std::string name =
      names_.type_name(info.attach_btf_obj_id, info.attach_btf_id);
  if (is_named || !name.empty())
    out_.field("attach_btf_name", name, " {:<15}");
  else if (info.attach_btf_id != 0)
    out_.text(" attach_btf_obj_id={:<8} attach_btf_id={:<8}",
              info.attach_btf_obj_id, info.attach_btf_id);
  out_.field("attach_btf_obj_id", info.attach_btf_obj_id);
  out_.field("attach_btf_id", info.attach_btf_id);
}

void CgroupPrinter::print_program(bpf_attach_type type,
                                  const QueriedProgram& program,
                                  std::string_view indent) {
  const auto prog = open_id(ObjectKind::prog, program.id);
  if (!prog) return;
  const auto info = info_of<bpf_prog_info>(*prog);
  const auto object = out_.object();
  out_.layout(indent);
  out_.field("id", info.id, "{:<8} ");
  out_.named("attach_type", libbpf_bpf_attach_type_str(type),
             static_cast<std::uint32_t>(type), "{:<15}", "type {:<10}");
  if (!is_effective_)
    out_.field("attach_flags", flags_text(program.flags), " {:<15}");
  out_.field("name", full_name_of_prog(*prog, info), " {:<15}");
  print_target(info);
  out_.layout("\n");
}

}  // namespace skep::attached
