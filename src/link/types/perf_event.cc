// Links to perf events: kprobes, uprobes, tracepoints, and counted events.
#include <linux/perf_event.h>

#include "src/link/perf_event_names.h"
#include "src/link/types.h"
#include "src/sys/bytes.h"
#include "src/sys/kernel_object.h"

namespace skep {
namespace {

bool has_name(const bpf_link_info& link) {
  return link.perf_event.type >= BPF_PERF_EVENT_UPROBE &&
         link.perf_event.type <= BPF_PERF_EVENT_TRACEPOINT;
}

void complete(const Fd& link, LinkInfo& info) {
  if (!has_name(info.kernel)) return;
  KernelText name;
  auto request = zeroed<bpf_link_info>();
  // The name has the same place for all the kinds that have one.
  name.lend_to(request.perf_event.uprobe.file_name,
               request.perf_event.uprobe.name_len);
  info.kernel = info_of(link, request);
  info.name = name.str();
}

void print_kprobe(Writer& out, const LinkInfo& info) {
  const auto& probe = info.kernel.perf_event.kprobe;
  const bool is_return =
      info.kernel.perf_event.type == BPF_PERF_EVENT_KRETPROBE;
  out.flag("retprobe", is_return, "\n\tkretprobe ", "\n\tkprobe ");
  out.nonzero("addr", probe.addr, "{:x} ");
  out.field("func", info.name, "{}");
  out.nonzero("offset", probe.offset, "+{:#x}");
  out.nonzero("missed", probe.missed, "  missed {}");
  out.nonzero("cookie", probe.cookie, "  cookie {}");
  out.layout("  ");
}

void print_uprobe(Writer& out, const LinkInfo& info) {
  const auto& probe = info.kernel.perf_event.uprobe;
  const bool is_return =
      info.kernel.perf_event.type == BPF_PERF_EVENT_URETPROBE;
  out.flag("retprobe", is_return, "\n\turetprobe ", "\n\tuprobe ");
  out.field("file", info.name, "{}");
  out.field("offset", probe.offset, "+{}  ",
            probe.offset == 0 ? "0" : fmt::format("{:#x}", probe.offset));
  out.nonzero("cookie", probe.cookie, "cookie {}  ");
  out.nonzero("ref_ctr_offset", std::uint64_t{probe.ref_ctr_offset},
              "ref_ctr_offset 0x{:x}  ");
}

void print_tracepoint(Writer& out, const LinkInfo& info) {
  out.field("tracepoint", info.name, "\n\ttracepoint {}  ");
  out.nonzero("cookie", info.kernel.perf_event.tracepoint.cookie,
              "cookie {}  ");
}

void print_event(Writer& out, const LinkInfo& info) {
  const auto& event = info.kernel.perf_event.event;
  out.layout("\n\tevent ");
  out.named("event_type", perf_type_name(event.type), event.type,
            "{}:", "{} :");
  const auto name = perf_event_name({event.type, event.config});
  out.named("event_config", name ? name->c_str() : nullptr, event.config,
            "{}  ", "{}  ");
  out.nonzero("cookie", event.cookie, "cookie {}  ");
}

void print(Writer& out, const LinkInfo& info) {
  switch (info.kernel.perf_event.type) {
    case BPF_PERF_EVENT_EVENT:
      return print_event(out, info);
    case BPF_PERF_EVENT_TRACEPOINT:
      return print_tracepoint(out, info);
    case BPF_PERF_EVENT_KPROBE:
    case BPF_PERF_EVENT_KRETPROBE:
      return print_kprobe(out, info);
    case BPF_PERF_EVENT_UPROBE:
    case BPF_PERF_EVENT_URETPROBE:
      return print_uprobe(out, info);
    default:  // before Linux 6.6 the kernel tells nothing
      return;
  }
}

LinkPlace place_probe(const LinkInfo& info, std::string_view hook,
                      std::uint64_t offset, char separator) {
  const std::string at =
      offset == 0 ? "" : fmt::format("{}{:#x}", separator, offset);
  return {.hook = std::string{hook}, .target = info.name + at};
}

LinkPlace place_event(const LinkInfo& info) {
  const auto& event = info.kernel.perf_event.event;
  const auto name = perf_event_name({event.type, event.config});
  return {.hook = "perf_event",
          .target =
              name ? *name : fmt::format("{}:{:#x}", event.type, event.config)};
}

LinkPlace place(const LinkInfo& info, PlaceNames&) {
  const auto& event = info.kernel.perf_event;
  switch (event.type) {
    case BPF_PERF_EVENT_EVENT:
      return place_event(info);
    case BPF_PERF_EVENT_TRACEPOINT:
      return {.hook = "tracepoint", .target = info.name};
    case BPF_PERF_EVENT_KPROBE:
      return place_probe(info, "kprobe", event.kprobe.offset, '+');
    case BPF_PERF_EVENT_KRETPROBE:
      return place_probe(info, "kretprobe", event.kprobe.offset, '+');
    case BPF_PERF_EVENT_UPROBE:
      return place_probe(info, "uprobe", event.uprobe.offset, ':');
    case BPF_PERF_EVENT_URETPROBE:
      return place_probe(info, "uretprobe", event.uprobe.offset, ':');
    default:
      return {.hook = "perf_event"};
  }
}

}  // namespace

constinit const LinkType perf_event_link{BPF_LINK_TYPE_PERF_EVENT, complete,
                                         print, place};

}  // namespace skep
