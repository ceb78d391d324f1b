#include "src/attached/perf.h"

#include <bpf/bpf.h>
#include <linux/limits.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "src/attached/sources.h"
#include "src/sys/error.h"
#include "src/sys/proc.h"
#include "src/sys/signals.h"

namespace skep::attached {
namespace {

std::string hook_of(std::uint32_t kind) {
  switch (kind) {
    case BPF_FD_TYPE_RAW_TRACEPOINT:
      return "raw_tracepoint";
    case BPF_FD_TYPE_TRACEPOINT:
      return "tracepoint";
    case BPF_FD_TYPE_KPROBE:
      return "kprobe";
    case BPF_FD_TYPE_KRETPROBE:
      return "kretprobe";
    case BPF_FD_TYPE_UPROBE:
      return "uprobe";
    case BPF_FD_TYPE_URETPROBE:
      return "uretprobe";
    default:
      return fmt::format("perf event of type {}", kind);
  }
}

bool is_uprobe(std::uint32_t kind) {
  return kind == BPF_FD_TYPE_UPROBE || kind == BPF_FD_TYPE_URETPROBE;
}

std::string target_of(const PerfProgram& program) {
  if (program.name.empty()) return fmt::format("{:#x}", program.address);
  if (program.offset == 0) return program.name;
  return fmt::format("{}{}{:#x}", program.name,
                     is_uprobe(program.kind) ? ':' : '+', program.offset);
}

// Ask about a descriptor; return a negated errno value if nothing is told.
int ask(PerfProgram& program) {
  std::array<char, PATH_MAX> name{};
  __u32 size = name.size();
  __u64 offset = 0;
  __u64 address = 0;
  const int result =
      bpf_task_fd_query(program.pid, program.fd, 0, name.data(), &size,
                        &program.prog_id, &program.kind, &offset, &address);
  program.name = name.data();
  program.offset = offset;
  program.address = address;
  return result;
}

// Make sure that it may be asked at all.
void check_right_to_ask() {
  PerfProgram own{.pid = ::getpid(), .fd = 0};
  if (const int result = ask(own); result == -EPERM || result == -EACCES)
    check(result, "can't ask for the programs behind descriptors");
}

}  // namespace

std::optional<PerfProgram> query_descriptor(pid_t pid, int fd) {
  PerfProgram program{.pid = pid, .fd = fd};
  if (ask(program) < 0) return std::nullopt;
  return program;
}

void for_each_perf_program(
    const std::function<void(const PerfProgram& program)>& visit) {
  check_right_to_ask();
  for (const pid_t pid : process_ids()) {
    throw_if_stopped();
    for (const int fd : descriptor_numbers(pid))
      if (const auto program = query_descriptor(pid, fd)) visit(*program);
  }
}

void visit_perf_events(const SeenLinks& seen, const Visitor& visit) {
  for_each_perf_program([&](const PerfProgram& program) {
    // A link stands for the descriptor of its event as well.
    if (program.kind == BPF_FD_TYPE_RAW_TRACEPOINT ||
        seen.has_event_of(program.prog_id))
      return;
    Attachment found;
    found.type = "perf_event";
    found.place = {.hook = hook_of(program.kind), .target = target_of(program)};
    found.prog_id = program.prog_id;
    found.pid = program.pid;
    found.fd = program.fd;
    visit(std::move(found));
  });
}

}  // namespace skep::attached
