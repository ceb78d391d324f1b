#include "src/link/attach/order.h"

#include <fmt/format.h>
#include <linux/bpf.h>

#include <cerrno>

namespace skep {
namespace {

const Neighbour* neighbour_of(const Order& order) {
  if (order.before) return &*order.before;
  if (order.after) return &*order.after;
  return nullptr;
}

}  // namespace

std::uint32_t Order::flags() const {
  std::uint32_t result = 0;
  // Before nothing in particular is before all.
  if (is_first || before) result |= BPF_F_BEFORE;
  if (after) result |= BPF_F_AFTER;
  const Neighbour* neighbour = neighbour_of(*this);
  if (neighbour != nullptr && neighbour->is_link) result |= BPF_F_LINK;
  return result;
}

std::uint32_t Order::relative_fd() const {
  const Neighbour* neighbour = neighbour_of(*this);
  return neighbour == nullptr ? 0
                              : static_cast<std::uint32_t>(neighbour->fd.get());
}

std::string hint_for_order(int code, const char* since) {
  if (code == ENOENT) return "what it should stand beside is not attached here";
  if (code == EEXIST) return "this program is attached here already";
  if (code == ERANGE) return "as many programs are attached as there can be";
  if (code == EINVAL) return fmt::format("it needs Linux {}", since);
  return {};
}

}  // namespace skep
