// link create, update, and detach of several links.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <unistd.h>

#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/features.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/loaded.h"

namespace skep::test {
namespace {

using Json = nlohmann::ordered_json;

struct Program {
  explicit Program(std::string_view name, const std::string& program = {})
      : object(name),
        pin(program.empty() ? object.pin(bpffs) : object.pin(bpffs, program)),
        id(id_of_pinned("prog", pin)),
        link(bpffs / "link") {}

  [[nodiscard]] std::string create(const std::string& hook) const {
    return "link create pinned " + pin + " " + hook + " pinned " + link;
  }

  Bpffs bpffs;
  Loaded object;
  std::string pin;
  std::uint32_t id;
  std::string link;
};

Json shown(const std::string& link) {
  return skep_ok("-j link show pinned " + link).json();
}

bool knows_algorithm(std::string_view name) {
  return read_text("/proc/sys/net/ipv4/tcp_available_congestion_control")
             .find(name) != std::string::npos;
}

std::uint32_t id_of_map(int map) {
  bpf_map_info info{};
  std::uint32_t size = sizeof info;
  REQUIRE(bpf_map_get_info_by_fd(map, &info, &size) == 0);
  return info.id;
}

}  // namespace

TEST_CASE("a link is created as prog attach does, and needs a keeper") {
  const VethPair veth;
  const Program program{"xdp_pass"};
  const std::string hook = "xdp dev " + veth.name();
  const Json told = skep_ok("-j " + program.create(hook)).json();
  CHECK(told["type"] == "xdp");
  CHECK(told["prog_id"] == program.id);
  CHECK(told["pinned"] == program.link);
  skep_ok("unpin " + program.link);
  CHECK(eventually([&] { return count_links_of(program.pin) == 0; }));
  const std::string create = "link create pinned " + program.pin + " ";
  check_fails(create + hook, 2, {"'pinned FILE' or '--hold' is missing"});
  check_fails(create + "xdp dev lo --hold pinned " + program.link, 2,
              {"exclude each other"});
  check_fails(create + "tc_ingress dev lo --hold", 2, {"no links"});
  check_fails("link create", 2, {"PROG is missing", "struct_ops"});
  check_fails("link create struct_ops", 2, {"MAP is missing"});
  CHECK(count_links_of(program.pin) == 0);
}

TEST_CASE("a map of struct_ops is registered by a link") {
  NEEDS(feature::struct_ops_links);
  const Bpffs bpffs;
  const Loaded object{"struct_ops_link"};
  const std::string map =
      "id " + std::to_string(id_of_map(object.map_fd("held")));
  const std::string create =
      "link create struct_ops " + map + " pinned " + (bpffs / "link");
  check_fails(create, 1, {"can't attach map", "has no value yet"});
  // libbpf gives the map its value, and attaches it for a moment.
  REQUIRE(OwnedLink{bpf_map__attach_struct_ops(object.map("held"))});
  REQUIRE(eventually([&] { return !knows_algorithm("skep_held"); }));
  const Json told = skep_ok("-j " + create).json();
  CHECK(told["type"] == "struct_ops");
  CHECK(knows_algorithm("skep_held"));
  check_same_as_bpftool("link show pinned " + (bpffs / "link"));
  skep_ok("unpin " + (bpffs / "link"));
  CHECK(eventually([&] { return !knows_algorithm("skep_held"); }));
  const Loaded other{"raw_tp"};
  check_fails("link create struct_ops id " +
                  std::to_string(id_of_map(other.map_fd("hits"))) + " --hold",
              1, {"is no map of struct_ops"});
}

TEST_CASE("another program is put in the place of a link's") {
  const VethPair veth;
  const Program first{"xdp_pass"};
  const Program second{"xdp_pass"};
  const Program tracing{"raw_tp"};
  skep_ok(first.create("xdp dev " + veth.name()));
  const std::string update = "link update pinned " + first.link;
  CHECK(skep_ok("-j " + update + " pinned " + second.pin).json().is_null());
  CHECK(shown(first.link)["prog_id"] == second.id);
  second.object.watch(0);
  veth.send_packets();
  CHECK(eventually([&] { return second.object.hits().count >= 5; }));
  check_fails(update + " pinned " + first.pin + " old pinned " + first.pin, 1,
              {"can't update link", "than `old` says"});
  CHECK(shown(first.link)["prog_id"] == second.id);
  skep_ok(update + " pinned " + first.pin + " old pinned " + second.pin);
  CHECK(shown(first.link)["prog_id"] == first.id);
  check_fails(update + " pinned " + tracing.pin, 1,
              {"(xdp)", "the type and the attach type"});
  skep_ok("link detach pinned " + first.link);
  check_fails(update + " pinned " + second.pin, 1, {"link is detached"});
  check_fails("link update", 2, {"LINK is missing"});
  check_fails(update, 2, {"CONTENT is missing"});
  check_fails(update + " map id 4294967295", 1, {"no map with id"});
}

TEST_CASE("links that keep their program say so, and maps are no programs") {
  const Program first{"raw_tp"};
  const Program second{"raw_tp"};
  skep_ok(first.create("raw_tracepoint sched_process_exit"));
  check_fails("link update pinned " + first.link + " pinned " + second.pin, 1,
              {"(raw_tracepoint)"});
  check_fails("link update pinned " + first.link + " map id " +
                  std::to_string(id_of_map(first.object.map_fd("hits"))),
              1, {"has a prog, no map"});
}

TEST_CASE("another map of struct_ops is put in the place of a link's") {
  NEEDS(feature::struct_ops_links);
  const Bpffs bpffs;
  const Loaded first{"struct_ops_link"};
  const Loaded second{"struct_ops_link"};
  const std::string link =
      pin_link(bpf_map__attach_struct_ops(first.map("held")), bpffs, "link");
  const std::uint32_t other = id_of_map(second.map_fd("held"));
  const std::string update = "link update pinned " + link + " map id ";
  check_fails(update + std::to_string(other), 1, {"can't update link"});
  // It has its value, but the name is taken.
  bpf_map__attach_struct_ops(second.map("held"));
  skep_ok(update + std::to_string(other) + " old map id " +
          std::to_string(id_of_map(first.map_fd("held"))));
  CHECK(skep_ok("-j link show pinned " + link).json()["map_id"] == other);
}

TEST_CASE("all links of a program, or of a device, are detached and told") {
  NEEDS(feature::tcx);
  const VethPair veth;
  const Program tcx{"tcx"};
  const Program xdp{"xdp_pass"};
  const std::string second = tcx.bpffs / "second";
  skep_ok(tcx.create("tcx_ingress dev " + veth.name()));
  skep_ok("link create pinned " + tcx.pin + " tcx_egress dev " + veth.name() +
          " pinned " + second);
  skep_ok(xdp.create("xdp dev " + veth.name()));
  check_fails("link detach --all", 2, {"which links are meant", "dev NAME"});
  CHECK(skep_ok("-j link detach --all type netkit dev " + veth.name())
            .json()
            .empty());
  const Json told = skep_ok("-j link detach prog pinned " + tcx.pin).json();
  REQUIRE(told.size() == 2);
  CHECK(told[0]["hook"] == "tcx_ingress");
  CHECK(told[0]["target"] == veth.name());
  CHECK(told[0]["detached"] == true);
  CHECK(shown(second)["devname"] == "(detached)");
  const Result rest = skep_ok("link detach --all dev " + veth.name());
  CHECK(rest.out == std::to_string(id_of_pinned("link", xdp.link)) + ": xdp " +
                        veth.name() + "  prog " + std::to_string(xdp.id) +
                        "  detached\n");
  CHECK(shown(xdp.link)["devname"] == "(detached)");
}

TEST_CASE("of several links, those that can't be detached are told") {
  const Program program{"raw_tp"};
  skep_ok(program.create("raw_tracepoint sched_process_exit"));
  const Result result = skep("-j link detach prog pinned " + program.pin);
  CHECK(result.exit == 1);
  const Json told = result.json();
  REQUIRE(told.size() == 1);
  CHECK(told[0]["detached"] == false);
  CHECK(told[0]["error"] == "Operation not supported");
  CHECK(told[0]["pinned"] == Json::array({program.link}));
  skep_ok("unpin " + program.link);
  CHECK(eventually([&] { return count_links_of(program.pin) == 0; }));
  check_fails("link detach prog pinned " + program.pin, 1, {"has no links"});
}

}  // namespace skep::test
