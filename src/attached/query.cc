#include "src/attached/query.h"

#include <bpf/bpf.h>

#include <cerrno>

#include "src/sys/error.h"

namespace skep::attached {
namespace {

// What the kernel fills in, for so many programs.
struct Lists {
  explicit Lists(std::uint32_t capacity)
      : ids(capacity),
        attach_flags(capacity),
        link_ids(capacity),
        link_flags(capacity) {}

  std::vector<__u32> ids;
  std::vector<__u32> attach_flags;
  std::vector<__u32> link_ids;
  std::vector<__u32> link_flags;
};

// Places where programs run one after another tell of links as well.
bool is_chain(bpf_attach_type type) {
  return type == BPF_TCX_INGRESS || type == BPF_TCX_EGRESS ||
         type == BPF_NETKIT_PRIMARY || type == BPF_NETKIT_PEER;
}

// Ask once. The flags of single programs are not known for those that run
// (effective), nor before Linux 6.0.
int ask(int target, bpf_attach_type type, Lists& lists,
        struct bpf_prog_query_opts& options, bool with_flags) {
  options.sz = sizeof options;
  options.prog_ids = lists.ids.data();
  options.count = static_cast<__u32>(lists.ids.size());
  options.prog_attach_flags = with_flags ? lists.attach_flags.data() : nullptr;
  if (is_chain(type)) {
    options.link_ids = lists.link_ids.data();
    options.link_attach_flags = lists.link_flags.data();
  }
  return bpf_prog_query_opts(target, type, &options);
}

std::vector<QueriedProgram> join_lists(const Lists& lists, std::uint32_t count,
                                       std::uint32_t attach_flags) {
  std::vector<QueriedProgram> programs;
  for (std::uint32_t i = 0; i < count && i < lists.ids.size(); ++i) {
    const std::uint32_t own = lists.attach_flags[i];
    programs.push_back({.id = lists.ids[i],
                        .flags = own != 0 ? own : attach_flags,
                        .prog_flags = own,
                        .link_id = lists.link_ids[i],
                        .link_flags = lists.link_flags[i]});
  }
  return programs;
}

bool means_no_place(int code) {
  return code == EINVAL || code == EOPNOTSUPP || code == ENODEV ||
         code == ENOENT || code == ENXIO || code == EACCES || code == EBADF;
}

}  // namespace

std::optional<std::vector<QueriedProgram>> query_programs(
    int target, bpf_attach_type type, std::uint32_t query_flags) {
  std::uint32_t capacity = 64;
  bool with_flags = (query_flags & BPF_F_QUERY_EFFECTIVE) == 0;
  for (;;) {
    Lists lists{capacity};
    struct bpf_prog_query_opts options{};
    options.query_flags = query_flags;
    const int result = ask(target, type, lists, options, with_flags);
    if (result == -EINVAL && with_flags && !is_chain(type)) {
      with_flags = false;
      continue;
    }
    // More have come than there was room for.
    if (result == -ENOSPC || options.count > capacity) {
      capacity = options.count > capacity ? options.count : 2 * capacity;
      continue;
    }
    if (result < 0 && means_no_place(-result)) return std::nullopt;
    check(result, "can't ask what is attached");
    return join_lists(lists, options.count, options.attach_flags);
  }
}

}  // namespace skep::attached
