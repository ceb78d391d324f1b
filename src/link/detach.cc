#include "src/link/detach.h"

#include <bpf/bpf.h>
#include <linux/bpf.h>

#include <cerrno>

#include "src/link/types.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"

namespace skep {

void detach_link(const Fd& link) {
  const auto info = info_of<bpf_link_info>(link);
  const int result = bpf_link_detach(link.get());
  if (result == 0) return;
  const Error error = system_error(result, "can't detach link {} ({})", info.id,
                                   link_type_text(info.type));
  if (result != -EOPNOTSUPP) throw error;
  throw error.with_hint(fmt::format(
      "a link of this type is detached when nothing holds it any more: remove "
      "the files that pin it and end the processes that `skep -f link show id "
      "{}` lists",
      info.id));
}

}  // namespace skep
