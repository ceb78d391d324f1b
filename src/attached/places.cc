// What is attached without links to network namespaces, socket maps and
// infrared receivers, and the maps of struct_ops that have none.
#include <bpf/bpf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/bpf.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

#include "src/attached/query.h"
#include "src/attached/sources.h"
#include "src/sys/bytes.h"
#include "src/sys/file.h"
#include "src/sys/kernel_object.h"

namespace skep::attached {
namespace {

namespace fs = std::filesystem;

void visit_programs(int target, bpf_attach_type type, const LinkPlace& place,
                    const SeenLinks& seen, const Visitor& visit) {
  const auto programs = query_programs(target, type);
  if (!programs) return;
  for (const QueriedProgram& program : *programs) {
    Attachment found;
    found.type = "prog_attach";
    found.place = place;
    found.place.hook = attach_type_text(type);
    found.prog_id = program.id;
    if (!seen.has(found)) visit(std::move(found));
  }
}

// Does the kernel use what a map of struct_ops defines?
bool is_registered(const Fd& map, const bpf_map_info& info) {
  // A value begins with the kernel's count of users and its state.
  struct Start {
    std::uint32_t users;
    std::uint32_t state;
  };
  constexpr std::uint32_t in_use = 1;  // BPF_STRUCT_OPS_STATE_INUSE
  const std::uint32_t key = 0;
  Bytes value(std::max<std::size_t>(info.value_size, sizeof(Start)));
  return bpf_map_lookup_elem(map.get(), &key, value.data()) == 0 &&
         load_as<Start>(value).state == in_use;
}

void visit_sockmap(const Fd& map, const LinkPlace& place, const SeenLinks& seen,
                   const Visitor& visit) {
  for (const bpf_attach_type hook :
       {BPF_SK_SKB_STREAM_PARSER, BPF_SK_SKB_STREAM_VERDICT, BPF_SK_SKB_VERDICT,
        BPF_SK_MSG_VERDICT})
    visit_programs(map.get(), hook, place, seen, visit);
}

void visit_struct_ops(const Fd& map, const bpf_map_info& info,
                      const LinkPlace& place, const Visitor& visit) {
  if ((info.map_flags & BPF_F_LINK) != 0 || !is_registered(map, info)) return;
  Attachment found;
  found.type = "map";
  found.place = place;
  found.place.hook = "struct_ops";
  visit(std::move(found));
}

}  // namespace

void visit_flow_dissector(const SeenLinks& seen, const Visitor& visit) {
  const Fd netns{::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC)};
  if (netns.is_open())
    visit_programs(netns.get(), BPF_FLOW_DISSECTOR,
                   {.target = "this network namespace"}, seen, visit);
}

void visit_lirc(const Visitor& visit) {
  std::error_code error;
  for (fs::directory_iterator entry{"/dev", error}, end; !error && entry != end;
       entry.increment(error)) {
    const std::string path = entry->path().string();
    if (!path.starts_with("/dev/lirc")) continue;
    const Fd device{::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
    if (device.is_open())
      visit_programs(device.get(), BPF_LIRC_MODE2, {.target = path}, {}, visit);
  }
}

void visit_maps(const SeenLinks& seen, const Visitor& visit) {
  for_each_object(ObjectKind::map, [&](std::uint32_t id, const Fd& map) {
    const auto info = info_of<bpf_map_info>(map);
    const LinkPlace place{.target = fmt::format("map {}", id), .map_id = id};
    if (info.type == BPF_MAP_TYPE_SOCKMAP || info.type == BPF_MAP_TYPE_SOCKHASH)
      visit_sockmap(map, place, seen, visit);
    else if (info.type == BPF_MAP_TYPE_STRUCT_OPS)
      visit_struct_ops(map, info, place, visit);
  });
}

}  // namespace skep::attached
