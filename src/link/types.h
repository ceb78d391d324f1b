// What is particular to each type of link: one file of types/ each, one table.
#pragma once

#include <linux/limits.h>

#include <array>
#include <cstdint>
#include <string>

#include "src/link/link_info.h"
#include "src/link/place.h"
#include "src/output/writer.h"

namespace skep {

struct LinkType {
  std::uint32_t type;
  // Fetch what the kernel's record only points to; null: nothing.
  void (*complete)(const Fd& link, LinkInfo& info);
  // Print what the common fields do not tell; null: nothing.
  void (*print)(Writer& out, const LinkInfo& info);
  // Say where such a link is attached.
  LinkPlace (*place)(const LinkInfo& info, PlaceNames& names);
};

// Return the row of a link type; null for a type that is not known.
[[nodiscard]] const LinkType* find_link_type(std::uint32_t type);

extern const LinkType raw_tracepoint_link;
extern const LinkType tracing_link;
extern const LinkType cgroup_link;
extern const LinkType iter_link;
extern const LinkType netns_link;
extern const LinkType xdp_link;
extern const LinkType perf_event_link;
extern const LinkType kprobe_multi_link;
extern const LinkType struct_ops_link;
extern const LinkType netfilter_link;
extern const LinkType tcx_link;
extern const LinkType uprobe_multi_link;
extern const LinkType netkit_link;
extern const LinkType sockmap_link;

// Return the name of a link type; "type 99" for one that is not known.
[[nodiscard]] std::string link_type_text(std::uint32_t type);

// Print the attach type of a link, by name if libbpf knows it.
void print_attach_type(Writer& out, std::uint32_t attach_type);

// Room for a string that the kernel writes into an info record.
class KernelText {
 public:
  // Let the kernel write here: fill in the pointer and the size of a record.
  void lend_to(__u64& pointer, std::uint32_t& size) {
    pointer = reinterpret_cast<std::uintptr_t>(text_.data());
    size = static_cast<std::uint32_t>(text_.size());
  }
  [[nodiscard]] std::string str() const { return text_.data(); }

 private:
  std::array<char, PATH_MAX> text_{};
};

}  // namespace skep
