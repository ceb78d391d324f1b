#include "src/object/new_link.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "src/sys/proc.h"

namespace skep {
namespace {

// The perf events that this process has open, in order.
std::vector<int> open_perf_events() {
  return descriptors_of("anon_inode:[perf_event]");
}

}  // namespace

BpfLink take_link(const std::function<bpf_link*()>& attach) {
  const std::vector<int> before = open_perf_events();
  bpf_link* link = attach();
  if (link == nullptr) return {};
  const std::vector<int> after = open_perf_events();
  std::vector<int> events;
  std::ranges::set_difference(after, before, std::back_inserter(events));
  return BpfLink{link, std::move(events)};
}

}  // namespace skep
