#include "src/object/references.h"

#include <utility>

namespace skep {

References::References(ObjectKind kind, bool with_pins, OwnerTable owners)
    : pins_(with_pins ? find_pins(kind) : PinTable{}),
      owners_(std::move(owners)) {}

std::vector<std::string> References::pins_of(std::uint32_t id) const {
  const auto found = pins_.find(id);
  return found == pins_.end() ? std::vector<std::string>{} : found->second;
}

std::vector<Owner> References::owners_of(std::uint32_t id) const {
  const auto found = owners_.find(id);
  return found == owners_.end() ? std::vector<Owner>{} : found->second;
}

void References::print_pins(Writer& out, std::uint32_t id) const {
  // As in bpftool: once anything is pinned, every object has the list.
  if (pins_.empty()) return;
  const auto list = out.list("pinned");
  const auto found = pins_.find(id);
  if (found == pins_.end()) return;
  for (const std::string& path : found->second) out.item(path, "\n\tpinned {}");
}

void References::print_owners(Writer& out, std::uint32_t id) const {
  const auto found = owners_.find(id);
  if (found == owners_.end()) return;
  const auto list = out.list("pids");
  const char* separator = "\n\tpids ";
  for (const Owner& owner : found->second) {
    const auto object = out.object();
    out.layout(std::exchange(separator, ", "));
    out.field("pid", owner.pid);
    out.field("comm", owner.comm, "{}({})", owner.comm, owner.pid);
  }
}

}  // namespace skep
