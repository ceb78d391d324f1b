// Iterators: attached to nothing but their parameters; every reader of the
// link starts a run of its own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "src/link/attach/program.h"
#include "src/sys/fd.h"

namespace skep {

struct IterHook {
  // What the iterator goes through ("task"); empty: asked of the program.
  std::string target{};
  std::optional<Fd> map{};
  std::optional<Fd> cgroup{};
  std::uint64_t cgroup_id = 0;           // in place of `cgroup`
  std::optional<std::uint32_t> order{};  // BPF_CGROUP_ITER_*
  std::uint32_t tid = 0;
  std::uint32_t pid = 0;
  std::uint32_t pidfd = 0;  // a descriptor of this process, which stays open

  // Is there any that says which control groups, or which threads?
  [[nodiscard]] bool has_cgroup() const {
    return cgroup.has_value() || cgroup_id != 0 || order.has_value();
  }
  [[nodiscard]] bool has_task() const {
    return tid != 0 || pid != 0 || pidfd != 0;
  }
};

// Make sure that a target ("task") takes these parameters. The kernel ignores
// them where it does not expect any. Targets that skep does not know are left
// to the kernel.
// Errors: usage error that says what the target takes.
void check_iter_parameters(std::string_view target, const IterHook& hook);

// Let an iterator over a target go through all control groups, which the kernel
// wants to be told, if nothing else is said.
void choose_usual_order(std::string_view target, IterHook& hook);

// Return what an iterator goes through, "task"; empty when it can't be read.
// Errors: Error for a program that is none.
[[nodiscard]] std::string iter_target_of(const Program& program);

[[nodiscard]] std::string title_of(const IterHook& hook);
// Source: BPF_LINK_CREATE with BPF_TRACE_ITER, since Linux 5.8.
[[nodiscard]] Fd attach_to(const IterHook& hook, const Program& program);

}  // namespace skep
