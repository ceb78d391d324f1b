// What the iterators of the kernel go through, and what narrows them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep {

// The parameters that a target of iterators understands.
enum class IterParameters {
  none,
  map,     // one map, which must be given
  task,    // one thread or one process
  cgroup,  // where to start, and the order, which must be given
};

// What is known of a target, by the kernel's source: nothing else tells.
struct IterTarget {
  std::string_view name;
  std::string_view since;  // the first Linux that has it: "5.8"
  IterParameters parameters = IterParameters::none;
  bool may_sleep = false;    // programs that do so attach to it, since 5.18
  bool is_of_netns = false;  // it shows one network namespace, the reader's
};

// Return null for a target that skep does not know.
[[nodiscard]] const IterTarget* find_iter_target(std::string_view name);

// Return the parameters of a target ("task", "bpf_map_elem"); nullopt for a
// target that skep does not know.
[[nodiscard]] std::optional<IterParameters> iter_parameters_of(
    std::string_view target);

// Does an iterator over a target show what is in one network namespace, that of
// who starts to read? Of targets that skep does not know it may.
[[nodiscard]] bool may_be_of_netns(std::string_view target);

// Return the name of an order of cgroup iterators (BPF_CGROUP_ITER_*),
// "descendants_pre"; "unknown" for a number that has none.
[[nodiscard]] std::string_view cgroup_order_name(std::uint32_t order);

// Return the order of this name; nullopt when there is none.
[[nodiscard]] std::optional<std::uint32_t> cgroup_order_of(
    std::string_view name);

// Return the names of all the orders that can be asked for.
[[nodiscard]] std::vector<std::string> cgroup_order_names();

}  // namespace skep
