#include "src/run/print_handles.h"

#include <string_view>
#include <vector>

#include "src/link/print_link.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"

namespace skep {
namespace {

void print(Writer& out, std::string_view kind, const Handle& handle) {
  out.field("id", handle.id, "{} {}", kind, handle.id);
  out.field("name", handle.name, "  name {}");
  if (!handle.pinned.empty()) out.field("pinned", handle.pinned, "  pinned {}");
}

void print(Writer& out, std::string_view key, std::string_view kind,
           const std::vector<Handle>& handles) {
  const auto list = out.list(key);
  for (const Handle& handle : handles) {
    const auto object = out.object();
    print(out, kind, handle);
    out.layout("\n");
  }
}

// What a link is attached to; nothing if it is gone already.
void print_target(Writer& out, const Handle& handle) try {
  const auto info =
      read_link_info(open_pinned(ObjectKind::link, handle.pinned));
  out.layout("  ");
  print_link_target(out, info);
} catch (const Error&) {
}

}  // namespace

void print(Writer& out, const DeployedHandles& handles) {
  const auto document = out.object();
  print(out, "progs", "prog", handles.progs);
  print(out, "maps", "map", handles.maps);
  const auto list = out.list("links");
  for (const Handle& handle : handles.links) {
    const auto object = out.object();
    print(out, "link", handle);
    print_target(out, handle);
    out.layout("\n");
  }
}

}  // namespace skep
