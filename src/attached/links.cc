// Links, of every type.
#include "src/attached/sources.h"
#include "src/link/types.h"
#include "src/sys/kernel_object.h"

namespace skep::attached {
namespace {

Attachment attachment_of(const LinkInfo& info, PlaceNames& names) {
  Attachment attachment;
  attachment.type = link_type_text(info.kernel.type);
  attachment.place = place_of(info, names);
  attachment.device = info.device;
  attachment.prog_id = info.kernel.prog_id;
  attachment.link_id = info.kernel.id;
  if (attachment.place.cgroup_id != 0)
    attachment.cgroup = names.cgroup(attachment.place.cgroup_id);
  return attachment;
}

}  // namespace

void visit_links(PlaceNames& names, SeenLinks& seen, const Visitor& visit) {
  for_each_object(ObjectKind::link, [&](std::uint32_t, const Fd& link) {
    Attachment attachment = attachment_of(read_link_info(link), names);
    seen.add(attachment);
    visit(std::move(attachment));
  });
}

}  // namespace skep::attached
