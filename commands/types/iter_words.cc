#include "commands/types/iter_words.h"

#include "src/link/iter_target.h"
#include "src/sys/cgroup.h"

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

}  // namespace

CgroupOrder ArgType<CgroupOrder>::parse(Words& words, std::string_view name) {
  const std::string word = words.take(name, order_candidates);
  if (const auto order = cgroup_order_of(word)) return {*order};
  const std::vector<std::string> names = cgroup_order_names();
  const std::string close = did_you_mean(word, names);
  throw usage_error("unknown order '{}'", word)
      .with_hint(close.empty() ? "one of: " + join(names, ", ") : close);
}

std::string_view iter_details() {
  return "Some targets take parameters. bpf_map_elem, bpf_sk_storage_map and "
         "sockmap need `map MAP`. task, task_file and task_vma take `tid TID` "
         "or `pid PID`. cgroup needs `cgroup DIR`, `order ORDER` or both; "
         "without DIR it starts at the root of the hierarchy.";
}

IterHook open_iter_hook(const IterWords& words) {
  IterHook hook;
  if (words.map) hook.map = open_map(*words.map);
  if (words.cgroup) hook.cgroup = open_cgroup(words.cgroup->path, true);
  if (words.order) hook.order = words.order->number;
  hook.tid = number_above_0(words.tid, "thread");
  hook.pid = number_above_0(words.pid, "process");
  return hook;
}

}  // namespace skep::cli
