// Programs on perf events and raw tracepoints, as the descriptors of processes
// tell.
#pragma once

#include <linux/bpf.h>
#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace skep::attached {

struct PerfProgram {
  pid_t pid = 0;
  int fd = 0;
  std::uint32_t prog_id = 0;
  std::uint32_t kind = 0;  // BPF_FD_TYPE_*
  std::string name{};      // tracepoint, function or file
  std::uint64_t offset = 0;
  std::uint64_t address = 0;
};

// Ask about one descriptor of a process; nullopt: no program is behind it, or
// the process may not be looked into.
// Source: BPF_TASK_FD_QUERY, since Linux 4.18.
[[nodiscard]] std::optional<PerfProgram> query_descriptor(pid_t pid, int fd);

// Visit the descriptors of all processes that have a program behind them, in
// order of processes and numbers.
// Errors: Error when this process may not ask.
void for_each_perf_program(
    const std::function<void(const PerfProgram& program)>& visit);

}  // namespace skep::attached
