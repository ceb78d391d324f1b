#include "src/link/attach/struct_ops.h"

#include <bpf/bpf.h>
#include <linux/bpf.h>

#include <cerrno>
#include <string>

#include "src/sys/error.h"
#include "src/sys/kernel_name.h"
#include "src/sys/kernel_object.h"

namespace skep {
namespace {

std::string title_of(const bpf_map_info& info) {
  return fmt::format("map {} '{}'", info.id, name_in(info.name));
}

Error refused_error(int code, const bpf_map_info& info) {
  Error error = system_error(code, "can't attach {}", title_of(info));
  if (info.type == BPF_MAP_TYPE_STRUCT_OPS &&
      (info.map_flags & BPF_F_LINK) == 0)
    return error.with_hint(
        "it is made for use without a link (SEC(\".struct_ops\")): it is "
        "registered as soon as it has its value");
  if (code == EINVAL)
    return error.with_hint(
        "the map has no value yet: whoever loads it gives it one; links of "
        "struct_ops need Linux 6.4");
  if (code == EEXIST)
    return error.with_hint("what it defines is registered under this name");
  if (code == EBUSY) return error.with_hint("the map is in use already");
  return error;
}

}  // namespace

std::vector<Fd> attach_struct_ops(const Fd& map) {
  const auto info = info_of<bpf_map_info>(map);
  if (info.type != BPF_MAP_TYPE_STRUCT_OPS)
    throw failure("can't attach {}: it is no map of struct_ops",
                  title_of(info));
  const int link = bpf_link_create(map.get(), 0, BPF_STRUCT_OPS, nullptr);
  if (link < 0) throw refused_error(-link, info);
  std::vector<Fd> links;
  links.emplace_back(link);
  return links;
}

}  // namespace skep
