#include "commands/types/iter_words.h"

#include "src/link/iter_target.h"
#include "src/sys/cgroup.h"
#include "src/sys/pidfd.h"

namespace skep::cli {
namespace {

Candidates order_candidates() {
  Candidates candidates;
  for (std::string& name : cgroup_order_names())
    candidates.push_back({std::move(name), "order"});
  return candidates;
}

// The kernel takes 0 for "all".
std::uint32_t number_above_0(const std::optional<std::uint32_t>& number,
                             std::string_view name) {
  if (number == 0U) throw usage_error("there is no {} 0", name);
  return number.value_or(0);
}

// Of those that are gone the kernel would show nothing.
void require_tasks(const IterHook& hook) {
  if (hook.tid != 0) require_thread(hook.tid);
  if (hook.pid != 0) require_process(hook.pid);
  if (hook.pidfd != 0) require_pidfd(hook.pidfd);
}

}  // namespace

CgroupOrder ArgType<CgroupOrder>::parse(Words& words, std::string_view name) {
  const std::string word = words.take(name, order_candidates);
  if (const auto order = cgroup_order_of(word)) return {*order};
  const std::vector<std::string> names = cgroup_order_names();
  const std::string close = did_you_mean(word, names);
  throw usage_error("unknown order '{}'", word)
      .with_hint(close.empty() ? "one of: " + join(names, ", ") : close);
}

CgroupPlace ArgType<CgroupPlace>::parse(Words& words, std::string_view name) {
  std::string word = words.take_path(name);
  const auto id = parse_unsigned(word, 10);
  if (!id) return {.path = std::move(word)};
  if (*id == 0) throw usage_error("there is no control group 0");
  return {.id = *id};
}

std::string_view iter_details() {
  return "Some targets take parameters. bpf_map_elem, bpf_sk_storage_map and "
         "sockmap need `map MAP`. task, task_file and task_vma take `tid TID`, "
         "`pid PID` or `pidfd FD`. cgroup needs `cgroup CGROUP`, `order ORDER` "
         "or both; without CGROUP it starts at the root of the hierarchy. A "
         "CGROUP is a directory, or an id as `skep iter dump cgroups` shows "
         "it; an id is one of version 2.";
}

IterHook open_iter_hook(const IterWords& words) {
  IterHook hook;
  if (words.map) hook.map = open_map(*words.map);
  if (words.cgroup && words.cgroup->id == 0)
    hook.cgroup = open_cgroup(words.cgroup->path, true);
  if (words.cgroup) hook.cgroup_id = words.cgroup->id;
  if (words.order) hook.order = words.order->number;
  hook.tid = number_above_0(words.tid, "thread");
  hook.pid = number_above_0(words.pid, "process");
  hook.pidfd = number_above_0(words.pidfd, "pidfd");
  require_tasks(hook);
  return hook;
}

}  // namespace skep::cli
