#include "src/attached/print_perf.h"

namespace skep::attached {
namespace {

void print_tracepoint(Writer& out, const PerfProgram& program,
                      const char* kind) {
  out.field("fd_type", kind, "{}  ");
  out.field("tracepoint", program.name, "{}\n");
}

void print_kprobe(Writer& out, const PerfProgram& program, const char* kind) {
  out.field("fd_type", kind, "{}  ");
  if (program.name.empty())
    return out.field("addr", program.address, "addr {}\n");
  out.field("func", program.name, "func {}  ");
  out.field("offset", program.offset, "offset {}\n");
}

void print_uprobe(Writer& out, const PerfProgram& program, const char* kind) {
  out.field("fd_type", kind, "{}  ");
  out.field("filename", program.name, "filename {}  ");
  out.field("offset", program.offset, "offset {}\n");
}

}  // namespace

void print_perf(Writer& out, const PerfProgram& program) {
  const auto object = out.object();
  out.field("pid", program.pid, "pid {}  ");
  out.field("fd", program.fd, "fd {}: ");
  out.field("prog_id", program.prog_id, "prog_id {}  ");
  switch (program.kind) {
    case BPF_FD_TYPE_RAW_TRACEPOINT:
      return print_tracepoint(out, program, "raw_tracepoint");
    case BPF_FD_TYPE_TRACEPOINT:
      return print_tracepoint(out, program, "tracepoint");
    case BPF_FD_TYPE_KPROBE:
      return print_kprobe(out, program, "kprobe");
    case BPF_FD_TYPE_KRETPROBE:
      return print_kprobe(out, program, "kretprobe");
    case BPF_FD_TYPE_UPROBE:
      return print_uprobe(out, program, "uprobe");
    case BPF_FD_TYPE_URETPROBE:
      return print_uprobe(out, program, "uretprobe");
    default:
      out.field("fd_type", program.kind, "type {}\n");
  }
}

}  // namespace skep::attached
