#include "src/link/update.h"

#include <bpf/bpf.h>
#include <linux/bpf.h>

#include <cerrno>
#include <string>

#include "src/link/types.h"
#include "src/sys/bytes.h"
#include "src/sys/diagnose.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"

namespace skep {
namespace {

bool has_map(const bpf_link_info& info) {
  return info.type == BPF_LINK_TYPE_STRUCT_OPS;
}

std::string hint_for_update(int code, const bpf_link_info& info) {
  switch (code) {
    case EPERM:
    case ESTALE:
      return "the link has something else than `old` says";
    case ENOLINK:
      return "the link is detached";
    case EINVAL:
      if (has_map(info))
        return "both maps must be of one kind of struct_ops, made for links "
               "(SEC(\".struct_ops.link\")), and have their values";
      return "the new program must have the type and the attach type of the "
             "old one; links to functions and perf events keep their program";
    case EOPNOTSUPP:
      return "links of this type keep their program";
    default:
      return {};
  }
}

// Errors: usage error when a map is given for a program, or the other way.
void check_kind(const Fd& object, const bpf_link_info& info) {
  const auto kind = kind_of(object);
  const auto needed = has_map(info) ? ObjectKind::map : ObjectKind::prog;
  if (kind != needed)
    throw failure("link {} ({}) has a {}, no {}", info.id,
                  link_type_text(info.type), kind_name(needed),
                  kind ? kind_name(*kind) : "such object");
}

bpf_link_update_opts options_for(const Fd& expected,
                                 const bpf_link_info& info) {
  auto options = zeroed<bpf_link_update_opts>();
  options.sz = sizeof options;
  if (!expected.is_open()) return options;
  options.flags = BPF_F_REPLACE;
  const auto fd = static_cast<__u32>(expected.get());
  (has_map(info) ? options.old_map_fd : options.old_prog_fd) = fd;
  return options;
}

}  // namespace

void update_link(const Fd& link, const Fd& replacement, const Fd& expected) {
  const auto info = info_of<bpf_link_info>(link);
  check_kind(replacement, info);
  if (expected.is_open()) check_kind(expected, info);
  const auto options = options_for(expected, info);
  const int result = bpf_link_update(link.get(), replacement.get(), &options);
  if (result >= 0) return;
  const Error error = system_error(result, "can't update link {} ({})", info.id,
                                   link_type_text(info.type));
  const std::string hint = hint_for_update(-result, info);
  throw hint.empty() ? error : error.with_hint(hint);
}

}  // namespace skep
