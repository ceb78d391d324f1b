// A link as the kernel describes it, with all that its description points to.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "src/sys/bytes.h"
#include "src/sys/fd.h"

namespace skep {

// One of the functions to which a kprobe_multi or uprobe_multi link belongs.
struct ProbeSite {
  std::uint64_t address = 0;  // in the kernel; of uprobes: offset in the file
  std::uint64_t ref_ctr_offset = 0;
  std::uint64_t cookie = 0;
  std::string function{};  // of kprobes; empty: not known
  std::string module{};    // empty: the kernel itself
};

struct LinkInfo {
  // The kernel's record. Pointers in it lead nowhere: see the members below.
  bpf_link_info kernel = zeroed<bpf_link_info>();
  // The tracepoint, the target of the iterator, the probed function or file.
  std::string name{};
  // The network device: "(unknown)" in another network namespace, "(detached)"
  // when it is gone.
  std::string device{};
  std::uint32_t prog_type = 0;     // of tracing links
  std::vector<ProbeSite> sites{};  // of kprobe_multi: in order of addresses
};

// Read all that the kernel tells about a link.
// Errors: Error when the kernel refuses.
[[nodiscard]] LinkInfo read_link_info(const Fd& link);

// Return the cookie of a link to a perf event; nullopt for other links, and
// before Linux 6.6, which does not tell.
[[nodiscard]] std::optional<std::uint64_t> perf_event_cookie(
    const LinkInfo& info);

}  // namespace skep
