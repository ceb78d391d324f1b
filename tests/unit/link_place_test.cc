// Where links are attached, in words.
#include <doctest/doctest.h>

#include "src/link/place.h"

using namespace skep;

namespace {

std::string place_text(const LinkInfo& info) {
  PlaceNames names;
  return place_of(info, names).text();
}

}  // namespace

TEST_CASE("an attachment is told in a few words") {
  LinkInfo link;
  link.kernel.type = BPF_LINK_TYPE_XDP;
  link.device = "eth0";
  CHECK(place_text(link) == "xdp eth0");
  LinkInfo tracing;
  tracing.kernel.type = BPF_LINK_TYPE_TRACING;
  tracing.kernel.tracing.attach_type = BPF_TRACE_FEXIT;
  CHECK(place_text(tracing) == "fexit");
  LinkInfo event;
  event.kernel.type = BPF_LINK_TYPE_PERF_EVENT;
  event.kernel.perf_event.type = BPF_PERF_EVENT_EVENT;
  event.kernel.perf_event.event.type = 1;
  CHECK(place_text(event) == "perf_event cpu-clock");
  LinkInfo unknown;
  unknown.kernel.type = 9999;
  CHECK(place_text(unknown) == "type 9999");
}

TEST_CASE("of many places the first is told, or their number") {
  LinkInfo multi;
  multi.kernel.type = BPF_LINK_TYPE_KPROBE_MULTI;
  multi.kernel.kprobe_multi.count = 3;
  CHECK(place_text(multi) == "kprobe_multi 3 functions");
  multi.sites = {{.address = 0x10, .function = "do_exit"}, {}, {}};
  CHECK(place_text(multi) == "kprobe_multi do_exit and 2 more");
  multi.sites.front().function.clear();
  CHECK(place_text(multi) == "kprobe_multi 0x10 and 2 more");
  LinkInfo probes;
  probes.kernel.type = BPF_LINK_TYPE_UPROBE_MULTI;
  probes.kernel.uprobe_multi.count = 2;
  CHECK(place_text(probes) == "uprobe_multi 2 places");
  probes.name = "/bin/sh";
  probes.sites = {{.address = 0x40}, {.address = 0x50}};
  CHECK(place_text(probes) == "uprobe_multi /bin/sh:0x40 and 1 more");
}
