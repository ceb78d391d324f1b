// tc filters: packets that come in or go out by a device, before there was tcx.
// They have no links.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "src/link/attach/program.h"

namespace skep {

struct TcHook {
  std::string device{};
  bool is_egress = false;
  // Which filter; nullopt: the kernel chooses one, of those attached any is
  // meant. The lowest priority runs first, handles tell those of one apart.
  std::optional<std::uint16_t> priority{};
  std::optional<std::uint32_t> handle{};
  // When the program is taken off, take away the discipline that filters hang
  // on as well, if no other filter is there. Attaching sets it if the
  // discipline was added.
  bool removes_discipline = false;
};

[[nodiscard]] std::string title_of(const TcHook& hook);

// Add a filter in direct action mode; the discipline "clsact" is added where it
// is missing. Priority and handle are filled in.
void attach_without_link(TcHook& hook, const Program& program);
// Remove the filter that runs this program, and no other.
// Errors: Error when there is none, or more than one.
void detach_without_link(const TcHook& hook, const Program& program);

}  // namespace skep
