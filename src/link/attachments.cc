#include "src/link/attachments.h"

#include "src/link/place.h"
#include "src/sys/kernel_object.h"

namespace skep {
namespace {

// Read what a few words take: not the names of all functions of a link.
LinkInfo read_for_words(const Fd& link) {
  LinkInfo info;
  info.kernel = info_of<bpf_link_info>(link);
  const bool has_many = info.kernel.type == BPF_LINK_TYPE_KPROBE_MULTI ||
                        info.kernel.type == BPF_LINK_TYPE_UPROBE_MULTI;
  return has_many ? info : read_link_info(link);
}

}  // namespace

std::map<std::uint32_t, std::vector<std::string>> find_attachments() {
  std::map<std::uint32_t, std::vector<std::string>> places;
  PlaceNames names;
  for_each_object(ObjectKind::link, [&](std::uint32_t, const Fd& fd) {
    const LinkInfo info = read_for_words(fd);
    if (info.kernel.prog_id != 0)
      places[info.kernel.prog_id].push_back(place_of(info, names).text());
  });
  return places;
}

}  // namespace skep
