// prog show --details: what bpftool does not tell of programs.
#include <bpf/bpf.h>
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/e2e/features.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/prog_fixture.h"

namespace skep::test {
namespace {

using nlohmann::json;

json details_of(const std::string& pin) {
  return json::parse(skep_ok("-j prog show --details pinned " + pin).out);
}

std::string text_of(const std::string& pin) {
  return skep_ok("prog show --details pinned " + pin).out;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::uint64_t sum_of(const json& functions, const char* key) {
  std::uint64_t sum = 0;
  for (const json& function : functions)
    sum += function[key].get<std::uint64_t>();
  return sum;
}

}  // namespace

TEST_CASE("details tell the functions of a program, its maps and its user") {
  const Bpffs bpffs;
  const std::string pin = Loaded{"kinds"}.pin(bpffs, "on_call");
  const json shown = details_of(pin);
  CHECK(shown["user"] == "root");
  CHECK(shown["pinned"][0] == pin);
  REQUIRE(shown["functions"].size() == 2);
  CHECK(shown["functions"][1]["name"] == "take_order");
  CHECK(sum_of(shown["functions"], "bytes_xlated") == shown["bytes_xlated"]);
  CHECK(sum_of(shown["functions"], "bytes_jited") == shown["bytes_jited"]);
  CHECK(shown["maps"].size() == shown["map_ids"].size());
  const json& map = shown["maps"][0];
  CHECK(map["name"] ==
        skep_ok("-j map show id " + map["id"].dump()).json()["name"]);
  const std::string text = text_of(pin);
  CHECK(has(text, "\n\tverified_insns " + shown["verified_insns"].dump() +
                      "  user root\n"));
  CHECK(has(text, "\n\tfunctions:\n\t\ton_call  xlated "));
  CHECK(has(text, "\n\tmaps "));
}

TEST_CASE("details tell how long a program runs, or that nobody counts") {
  const Bpffs bpffs;
  const TempDir dir;
  const std::string pin = Loaded{"xdp_pass"}.pin(bpffs);
  if (read_text(RunsCounted::sysctl) == "0\n") {
    CHECK(details_of(pin)["stats_enabled"] == false);
    CHECK(has(text_of(pin), "\n\truns are not counted (sysctl "));
  }
  write_file(dir / "packet", std::string(64, 'x'));
  const RunsCounted while_it_runs;
  bpftool("prog run pinned " + pin + " repeat 9 data_in " + dir / "packet");
  const json counted = details_of(pin);
  CHECK(counted["stats_enabled"] == true);
  CHECK(counted["run_cnt"] == 9);
  CHECK(counted["average_run_ns"] ==
        counted["run_time_ns"].get<std::uint64_t>() / 9);
  CHECK(has(text_of(pin), "\n\truns 9  average "));
}

TEST_CASE("details tell the arrays that hold a program for tail calls") {
  const Bpffs bpffs;
  const Loaded loaded{"tail_call"};
  const std::string pin = loaded.pin(bpffs, "callee");
  const json places = details_of(pin)["prog_arrays"];
  REQUIRE(places.size() == 1);
  CHECK(places[0]["index"] == 0);
  CHECK(has(text_of(pin),
            "\n\tprog_arrays " + places[0]["map_id"].dump() + "[0]\n"));
}

TEST_CASE("details tell the flags of a program") {
  NEEDS(feature::sleepable_iterators);
  const Bpffs bpffs;
  const std::string pin = Loaded{"iter_sleepable"}.pin(bpffs);
  const json shown = details_of(pin);
  CHECK(shown["expected_attach_type"] == "trace_iter");
  CHECK(std::find(shown["flag_names"].begin(), shown["flag_names"].end(),
                  "sleepable") != shown["flag_names"].end());
  CHECK(has(text_of(pin), "\n\tflag_names sleepable"));
}

TEST_CASE("details tell the links of a program") {
  const Bpffs bpffs;
  const Cgroup cgroup;
  const Loaded loaded{"cgroup_skb"};
  const std::string pin = loaded.pin(bpffs);
  skep_ok("prog attach pinned " + pin + " cgroup " + cgroup.path() +
          " egress pinned " + bpffs / "link");
  const json links = details_of(pin)["links"];
  const json link =
      json::parse(skep_ok("-j link show pinned " + bpffs / "link").out);
  REQUIRE(links.size() == 1);
  CHECK(links[0]["id"] == link["id"]);
  CHECK(links[0]["cgroup_id"] == link["cgroup_id"]);
  CHECK(has(text_of(pin), "\n\tlinks cgroup(" + link["id"].dump() + ")\n"));
}

TEST_CASE(
    "details tell the function of the kernel to which a program attaches") {
  NEEDS(feature::fentry);
  const Bpffs bpffs;
  const Loaded loaded{"fentry"};
  const OwnedLink link{bpf_program__attach(loaded.program())};
  const std::string pin = loaded.pin(bpffs);
  const json shown = details_of(pin);
  CHECK(shown["expected_attach_type"] == "trace_fentry");
  CHECK(shown["attach_btf_obj_name"] == "vmlinux");
  const auto function = shown["attach_btf_name"].get<std::string>();
  CHECK(has(bpf_program__section_name(loaded.program()), function));
  CHECK(shown["links"][0]["type"] == "tracing");
  CHECK(has(text_of(pin), "\n\tattach_type trace_fentry  function " + function +
                              "  of vmlinux\n"));
}

TEST_CASE("details tell the function of a program that another replaces") {
  NEEDS(feature::freplace);
  const Bpffs bpffs;
  const Loaded target{"replaceable"};
  const Loaded replacement = load_replacement(target);
  const json shown = details_of(replacement.pin(bpffs));
  CHECK(shown["attach_btf_name"] == "verdict");
  CHECK(shown["target_prog_id"] ==
        id_of_pinned("prog", target.pin(bpffs, "ask_verdict")));
}

TEST_CASE("all programs are told in detail, too") {
  const Loaded loaded{"several"};
  const json all = json::parse(skep_ok("-j prog show --details").out);
  CHECK(std::all_of(all.begin(), all.end(), [](const json& prog) {
    return prog.contains("links") && prog.contains("stats_enabled");
  }));
  CHECK(has(skep_ok("prog show --details").out, "\n\tfunctions:\n"));
}

}  // namespace skep::test
