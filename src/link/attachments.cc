#include "src/link/attachments.h"

#include <bpf/libbpf.h>
#include <fmt/format.h>

#include <optional>

#include "src/link/perf_event_names.h"
#include "src/sys/error.h"
#include "src/sys/kernel_object.h"

namespace skep {
namespace {

// Return the attach type of links that have one.
std::optional<std::uint32_t> attach_type_of(const bpf_link_info& info) {
  switch (info.type) {
    case BPF_LINK_TYPE_TRACING:
      return info.tracing.attach_type;
    case BPF_LINK_TYPE_CGROUP:
      return info.cgroup.attach_type;
    case BPF_LINK_TYPE_NETNS:
      return info.netns.attach_type;
    case BPF_LINK_TYPE_TCX:
      return info.tcx.attach_type;
    case BPF_LINK_TYPE_NETKIT:
      return info.netkit.attach_type;
    case BPF_LINK_TYPE_SOCKMAP:
      return info.sockmap.attach_type;
    default:
      return std::nullopt;
  }
}

const char* perf_word(std::uint32_t type) {
  switch (type) {
    case BPF_PERF_EVENT_UPROBE:
      return "uprobe";
    case BPF_PERF_EVENT_URETPROBE:
      return "uretprobe";
    case BPF_PERF_EVENT_KPROBE:
      return "kprobe";
    case BPF_PERF_EVENT_KRETPROBE:
      return "kretprobe";
    case BPF_PERF_EVENT_TRACEPOINT:
      return "tracepoint";
    default:
      return "perf_event";
  }
}

std::string word_of(const bpf_link_info& info) {
  const char* name = nullptr;
  if (const auto type = attach_type_of(info))
    name = libbpf_bpf_attach_type_str(static_cast<bpf_attach_type>(*type));
  else if (info.type == BPF_LINK_TYPE_PERF_EVENT)
    name = perf_word(info.perf_event.type);
  else
    name = libbpf_bpf_link_type_str(static_cast<bpf_link_type>(info.type));
  return name != nullptr ? name : fmt::format("type {}", info.type);
}

// Return what the link is attached to; empty: its word says it all.
std::string object_of(const LinkInfo& info) {
  const bpf_link_info& kernel = info.kernel;
  if (!info.device.empty()) return info.device;
  if (!info.name.empty()) return info.name;
  switch (kernel.type) {
    case BPF_LINK_TYPE_CGROUP:
      return fmt::format("cgroup {}", kernel.cgroup.cgroup_id);
    case BPF_LINK_TYPE_NETNS:
      return fmt::format("netns {}", kernel.netns.netns_ino);
    case BPF_LINK_TYPE_SOCKMAP:
      return fmt::format("map {}", kernel.sockmap.map_id);
    case BPF_LINK_TYPE_KPROBE_MULTI:
      return fmt::format("{} functions", kernel.kprobe_multi.count);
    case BPF_LINK_TYPE_UPROBE_MULTI:
      return fmt::format("{} places", kernel.uprobe_multi.count);
    case BPF_LINK_TYPE_PERF_EVENT:
      return perf_event_name(
                 {kernel.perf_event.event.type, kernel.perf_event.event.config})
          .value_or("");
    default:
      return {};
  }
}

// Read what a few words take: not the names of all functions of a link.
LinkInfo read_for_words(const Fd& link) {
  LinkInfo info;
  info.kernel = info_of<bpf_link_info>(link);
  const bool has_many = info.kernel.type == BPF_LINK_TYPE_KPROBE_MULTI ||
                        info.kernel.type == BPF_LINK_TYPE_UPROBE_MULTI;
  return has_many ? info : read_link_info(link);
}

}  // namespace

std::string describe_attachment(const LinkInfo& info) {
  const std::string object = object_of(info);
  const std::string word = word_of(info.kernel);
  return object.empty() ? word : fmt::format("{} {}", word, object);
}

std::map<std::uint32_t, std::vector<std::string>> find_attachments() {
  std::map<std::uint32_t, std::vector<std::string>> places;
  for_each_object(ObjectKind::link, [&](std::uint32_t, const Fd& fd) {
    const LinkInfo info = read_for_words(fd);
    if (info.kernel.prog_id != 0)
      places[info.kernel.prog_id].push_back(describe_attachment(info));
  });
  return places;
}

}  // namespace skep
