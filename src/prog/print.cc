#include "src/prog/print.h"

#include <bpf/libbpf.h>
#include <fmt/ranges.h>

#include "src/object/device.h"
#include "src/sys/clock.h"

namespace skep::prog {
namespace {

void print_type(Writer& out, std::uint32_t type) {
  const char* name = libbpf_bpf_prog_type_str(static_cast<bpf_prog_type>(type));
  if (name != nullptr)
    out.field("type", name, "{}  ");
  else
    out.field("type", type, "type {}  ");
}

void print_runs(Writer& out, const bpf_prog_info& prog) {
  if (prog.run_time_ns != 0) {
    out.field("run_time_ns", prog.run_time_ns, " run_time_ns {}");
    out.field("run_cnt", prog.run_cnt, " run_cnt {}");
  }
  if (prog.recursion_misses != 0)
    out.field("recursion_misses", prog.recursion_misses,
              " recursion_misses {}");
}

void print_load(Writer& out, const bpf_prog_info& prog) {
  if (prog.load_time == 0) return;
  const std::int64_t time = wall_time(prog.load_time);
  out.field("loaded_at", time, "\tloaded_at {}", local_time(time));
  out.field("uid", prog.created_by_uid, "  uid {}\n");
}

// bpftool has "orphaned" first in JSON, after the sizes in text.
void print_sizes(Writer& out, const Info& prog) {
  const bpf_prog_info& kernel = prog.kernel;
  out.field("orphaned", prog.is_orphaned);
  out.field("bytes_xlated", kernel.xlated_prog_len, "\txlated {}B");
  const bool is_jited = kernel.jited_prog_len != 0;
  out.flag("jited", is_jited, "", "  not jited");
  if (is_jited) out.field("bytes_jited", kernel.jited_prog_len, "  jited {}B");
  if (prog.memlock_bytes)
    out.field("bytes_memlock", *prog.memlock_bytes, "  memlock {}B");
  if (prog.is_orphaned) out.layout("  orphaned");
  if (!prog.map_ids.empty()) out.items("map_ids", prog.map_ids, "  map_ids ");
}

// bpftool has the BTF before the pins in JSON, after them in text.
void print_references(Writer& out, const bpf_prog_info& prog,
                      const References& references) {
  if (prog.btf_id != 0) out.field("btf_id", prog.btf_id);
  references.print_pins(out, prog.id);
  if (prog.btf_id != 0) out.text("\n\tbtf_id {}", prog.btf_id);
  references.print_owners(out, prog.id);
  out.layout("\n");
}

// What bpftool does not show.
void print_extras(Writer& out, const bpf_prog_info& prog) {
  out.field("verified_insns", prog.verified_insns);
  if (prog.attach_btf_id == 0) return;
  out.field("attach_btf_obj_id", prog.attach_btf_obj_id);
  out.field("attach_btf_id", prog.attach_btf_id);
}

}  // namespace

void print_header(Writer& out, const Info& prog) {
  const bpf_prog_info& kernel = prog.kernel;
  out.field("id", kernel.id, "{}: ");
  print_type(out, kernel.type);
  if (!prog.name.empty()) out.field("name", prog.name, "name {}  ");
  out.field("tag", fmt::format("{:02x}", fmt::join(kernel.tag, "")), "tag {}");
  print_device(out, {kernel.ifindex, kernel.netns_dev, kernel.netns_ino});
  out.flag("gpl_compatible", kernel.gpl_compatible != 0, "  gpl");
  print_runs(out, kernel);
  out.layout("\n");
}

void print_members(Writer& out, const Info& prog, const References& references,
                   Metadata& metadata) {
  print_header(out, prog);
  print_load(out, prog.kernel);
  print_sizes(out, prog);
  print_references(out, prog.kernel, references);
  metadata.print(out, prog.map_ids);
  print_extras(out, prog.kernel);
}

}  // namespace skep::prog
