#include "commands/prog/details.h"

#include <bpf/libbpf.h>

#include <array>
#include <utility>

#include "src/link/link_info.h"
#include "src/link/print_link.h"
#include "src/map/map.h"
#include "src/map/value_layout.h"
#include "src/map/walk.h"
#include "src/prog/details.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"
#include "src/sys/log.h"

namespace skep::commands {
namespace {

// Who may look at a program need not be allowed to look around.
template <typename F>
void try_to(F&& find) {
  try {
    find();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    log::debug("left out: {}", error.what());
  }
}

void print_flags(Writer& out, const iter::ProgFacts& facts) {
  out.nonzero("stack_depth", facts.stack_depth, "\n\tstack {}B");
  const char* prefix = facts.flags.empty() ? "" : "\n\tflag_names ";
  out.items("flag_names", facts.flags, prefix);
}

// Return the name of the BTF to which a function belongs: "vmlinux", or that of
// a module; empty for a program's.
std::string btf_name(std::uint32_t id) {
  const auto fd = id == 0 ? std::nullopt : open_id(ObjectKind::btf, id);
  if (!fd) return "";
  std::array<char, 64> name{};
  auto request = zeroed<bpf_btf_info>();
  request.name = reinterpret_cast<std::uintptr_t>(name.data());
  request.name_len = name.size();
  (void)info_of(*fd, request);
  return name.data();
}

// All programs but these have 0 there, which is their number, if they attach
// nowhere that is fixed when they are loaded.
bool has_attach_type(const prog::Info& prog, const iter::ProgFacts& facts) {
  return facts.attach_type != "cgroup_inet_ingress" ||
         prog.kernel.type == BPF_PROG_TYPE_CGROUP_SKB;
}

}  // namespace

ProgDetails::ProgDetails() : counts_runs_(prog::are_runs_counted()) {
  try_to([&] { facts_ = iter::read_prog_facts(); });
  try_to([&] { find_links(); });
  try_to([&] { find_places(); });
}

void ProgDetails::find_links() {
  for_each_object(ObjectKind::link, [&](std::uint32_t id, const Fd& fd) {
    links_[info_of<bpf_link_info>(fd).prog_id].push_back(id);
  });
}

void ProgDetails::find_places() {
  for_each_object(ObjectKind::map, [&](std::uint32_t id, Fd fd) {
    const map::Map map{std::move(fd)};
    if (map.info().type != BPF_MAP_TYPE_PROG_ARRAY) return;
    map::walk(map, map::ValueLayout{map.info()},
              {.element =
                   [&](ByteView key, ByteView value) {
                     const Place place{id, load_as<std::uint32_t>(key)};
                     places_[load_as<std::uint32_t>(value)].push_back(place);
                   },
               .unreadable = [](ByteView, int) {}});
  });
}

void ProgDetails::print(Writer& out, const Fd& fd,
                        const prog::Info& prog) const {
  prog::print_details(out, fd, prog, counts_runs_);
  if (const auto facts = facts_.find(prog.kernel.id); facts != facts_.end()) {
    print_flags(out, facts->second);
    print_target(out, prog, facts->second);
  }
  print_places(out, prog.kernel.id);
  print_links(out, prog.kernel.id);
  out.layout("\n");
}

void ProgDetails::print_target(Writer& out, const prog::Info& prog,
                               const iter::ProgFacts& facts) const {
  const char* separator = "\n\t";
  if (has_attach_type(prog, facts)) {
    out.layout(std::exchange(separator, "  "));
    out.field("expected_attach_type", facts.attach_type, "attach_type {}");
  }
  if (facts.function.empty()) return;
  out.layout(separator);
  out.field("attach_btf_name", facts.function, "function {}");
  std::string owner;
  try_to([&] { owner = btf_name(prog.kernel.attach_btf_obj_id); });
  if (!owner.empty()) out.field("attach_btf_obj_name", owner, "  of {}");
  if (facts.target_prog != 0)
    out.field("target_prog_id", facts.target_prog, "  of prog {}");
}

void ProgDetails::print_places(Writer& out, std::uint32_t id) const {
  const auto list = out.list("prog_arrays");
  const auto found = places_.find(id);
  if (found == places_.end()) return;
  const char* separator = "\n\tprog_arrays ";
  for (const Place& place : found->second) {
    const auto object = out.object();
    out.layout(std::exchange(separator, ", "));
    out.field("map_id", place.map_id, "{}");
    out.field("index", place.index, "[{}]");
  }
}

void ProgDetails::print_links(Writer& out, std::uint32_t id) const {
  const auto list = out.list("links");
  const auto found = links_.find(id);
  if (found == links_.end()) return;
  const char* separator = "\n\tlinks ";
  for (const std::uint32_t link_id : found->second) {
    const auto fd = open_id(ObjectKind::link, link_id);
    if (!fd) continue;
    const LinkInfo info = read_link_info(*fd);
    const char* type =
        libbpf_bpf_link_type_str(static_cast<bpf_link_type>(info.kernel.type));
    const auto object = out.object();
    out.in_json([&](Json&) { print_link(out, info); });
    out.layout(std::exchange(separator, ", "));
    out.text("{}({})", type == nullptr ? "link" : type, link_id);
  }
}

}  // namespace skep::commands
