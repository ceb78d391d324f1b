#include "src/attached/holders.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include <algorithm>

#include "src/attached/find.h"
#include "src/sys/bytes.h"
#include "src/sys/kernel_name.h"
#include "src/sys/kernel_object.h"

namespace skep::attached {
namespace {

// Where the id of a program is in the values of a map; nullopt: it holds none.
std::optional<std::size_t> place_of_prog(const bpf_map_info& info) {
  switch (info.type) {
    case BPF_MAP_TYPE_PROG_ARRAY:
      return 0;
    case BPF_MAP_TYPE_DEVMAP:
    case BPF_MAP_TYPE_DEVMAP_HASH:
    case BPF_MAP_TYPE_CPUMAP:
      // Behind the device or the size of the queue, if there is one.
      if (info.value_size >= 2 * sizeof(std::uint32_t))
        return sizeof(std::uint32_t);
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

// Visit the values of a map, whose keys are numbers of 4 bytes, until `found`
// is true.
bool any_value(const Fd& map, const bpf_map_info& info,
               const std::function<bool(ByteView value)>& found) {
  std::uint32_t key = 0;
  const std::uint32_t* before = nullptr;
  Bytes value(std::max<std::size_t>(info.value_size, 8));
  while (bpf_map_get_next_key(map.get(), before, &key) == 0) {
    before = &key;
    if (bpf_map_lookup_elem(map.get(), &key, value.data()) == 0 && found(value))
      return true;
  }
  return false;
}

bool holds(const Fd& map, const bpf_map_info& info, std::uint32_t prog_id) {
  const auto place = place_of_prog(info);
  if (!place || info.key_size != sizeof(std::uint32_t)) return false;
  return any_value(map, info, [&](ByteView value) {
    return load_as<std::uint32_t>(value.subspan(*place)) == prog_id;
  });
}

std::vector<HoldingMap> find_maps(std::uint32_t prog_id) {
  std::vector<HoldingMap> found;
  for_each_object(ObjectKind::map, [&](std::uint32_t id, const Fd& map) {
    const auto info = info_of<bpf_map_info>(map);
    if (!holds(map, info, prog_id)) return;
    const char* type =
        libbpf_bpf_map_type_str(static_cast<bpf_map_type>(info.type));
    found.push_back({id, name_in(info.name), type != nullptr ? type : ""});
  });
  return found;
}

void print_attachment(Writer& out, const Attachment& attachment,
                      const References& links) {
  const auto object = out.object();
  const std::uint32_t id = attachment.link_id.value_or(0);
  if (id != 0) out.field("link_id", id, "\tlink {}  ");
  if (id == 0) out.layout("\t");
  out.field("hook", attachment.place.hook, "{}", attachment.place.text());
  out.field("target", attachment.place.target);
  out.items("pinned", links.pins_of(id),
            links.pins_of(id).empty() ? "" : "  pinned ");
  {
    const auto pids = out.list("pids");
    for (const Owner& owner : links.owners_of(id)) {
      const auto entry = out.object();
      out.field("pid", owner.pid);
      out.field("comm", owner.comm, "  {}({})", owner.comm, owner.pid);
    }
  }
  out.layout("\n");
}

}  // namespace

bool Holders::are_settled(const std::vector<Attachment>& gone) const {
  const auto was_at = [](const LinkPlace& place) {
    return [&place](const Attachment& link) {
      return link.place.ifindex == place.ifindex &&
             link.place.cgroup_id == place.cgroup_id;
    };
  };
  const auto lasts = [&](const Attachment& attachment) {
    if (!attachment.link_id)
      return std::none_of(gone.begin(), gone.end(), was_at(attachment.place));
    const std::uint32_t link = *attachment.link_id;
    return links.has_owners(link) || !links.pins_of(link).empty();
  };
  return std::all_of(attachments.begin(), attachments.end(), lasts);
}

bool Holders::are_as(const Holders& before) const {
  return pins == before.pins &&
         std::equal(
             processes.begin(), processes.end(), before.processes.begin(),
             before.processes.end(),
             [](const Owner& a, const Owner& b) { return a.pid == b.pid; }) &&
         std::equal(attachments.begin(), attachments.end(),
                    before.attachments.begin(), before.attachments.end(),
                    [](const Attachment& a, const Attachment& b) {
                      return a.link_id == b.link_id &&
                             a.place.text() == b.place.text();
                    }) &&
         std::equal(maps.begin(), maps.end(), before.maps.begin(),
                    before.maps.end(),
                    [](const HoldingMap& a, const HoldingMap& b) {
                      return a.id == b.id;
                    });
}

bool Holders::are_none() const {
  return pins.empty() && processes.empty() && attachments.empty() &&
         maps.empty();
}

Holders find_holders(std::uint32_t prog_id) {
  const References progs = References::find(ObjectKind::prog);
  return {.pins = progs.pins_of(prog_id),
          .processes = progs.owners_of(prog_id),
          .attachments = find_attachments({.prog_id = prog_id}),
          .maps = find_maps(prog_id),
          .links = References::find(ObjectKind::link)};
}

void print_holders(Writer& out, const Holders& holders) {
  {
    const auto pins = out.list("pinned");
    for (const std::string& pin : holders.pins) out.item(pin, "\tpinned {}\n");
  }
  {
    const auto list = out.list("attachments");
    for (const Attachment& attachment : holders.attachments)
      print_attachment(out, attachment, holders.links);
  }
  {
    const auto list = out.list("maps");
    for (const HoldingMap& map : holders.maps) {
      const auto object = out.object();
      out.field("id", map.id, "\tmap {}  ");
      out.field("name", map.name, "{}  ");
      out.field("type", map.type, "{}\n");
    }
  }
  const auto list = out.list("pids");
  for (const Owner& owner : holders.processes) {
    const auto object = out.object();
    out.field("pid", owner.pid, "\tprocess {}  ");
    out.field("comm", owner.comm, "{}\n");
  }
}

}  // namespace skep::attached
