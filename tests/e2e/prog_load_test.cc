// prog load and prog loadall: what they make, side by side with bpftool.
#include <doctest/doctest.h>
#include <unistd.h>

#include "tests/e2e/features.h"
#include "tests/e2e/prog_fixture.h"
#include "tests/e2e/twins.h"

namespace skep::test {
namespace {

std::string id_text(const std::string& pin) {
  return std::to_string(id_of_pinned("prog", pin));
}

}  // namespace

TEST_CASE("prog load pins the first program") {
  const Twins twins{"prog load " + bpf_object("several") + " %/p"};
  twins.check_same_pins("prog", "");
  CHECK(files_below(twins.ours().path()) == std::vector<std::string>{"p"});
}

TEST_CASE("prog loadall pins all programs, and makes the directory") {
  const Twins twins{"prog loadall " + bpf_object("several") + " %/all"};
  twins.check_same_pins("prog", "all");
  CHECK(files_below(twins.ours() / "all").size() == 3);
}

TEST_CASE("JSON of what prints nothing is null") {
  const Bpffs bpffs;
  const std::string object = bpf_object("several");
  CHECK(skep_ok("-j prog load " + object + " " + bpffs / "p").out == "null\n");
  CHECK(skep_ok("-j prog loadall " + object + " " + bpffs / "d").out ==
        "null\n");
}

TEST_CASE("maps are pinned under their names") {
  for (const char* object : {"several", "globals"}) {
    const Twins twins{"prog loadall " + bpf_object(object) +
                      " %/p pinmaps %/maps"};
    twins.check_same_pins("prog", "p");
    twins.check_same_pins("map", "maps");
  }
}

TEST_CASE("programs and maps can be pinned in one directory") {
  const Twins twins{"prog loadall " + bpf_object("several") +
                    " %/d pinmaps %/d"};
  const auto files = files_below(twins.ours() / "d");
  CHECK(files == files_below(twins.theirs() / "d"));
  CHECK(files.size() == 7);
}

TEST_CASE("the type can be given as a section name") {
  for (const char* type :
       {"xdp", "cgroup/skb", "kprobe", "kprobe/", "tp", "sk_msg", "lwt_in",
        "cgroup_skb/egress", "flow_dissector", "sk_lookup", "action"}) {
    CAPTURE(type);
    const Twins twins{"prog load " + bpf_object("nomaps") + " %/p type " +
                      type};
    twins.check_same_pins("prog", "");
  }
}

TEST_CASE("an existing map can stand in for one of the object's") {
  const Bpffs maps;
  skep_ok("prog loadall " + bpf_object("several") + " " + maps / "p" +
          " pinmaps " + maps.path());
  const auto counts = id_of_pinned("map", maps / "counts");
  const auto seen = id_of_pinned("map", maps / "seen");
  const std::string reuse = " map name counts pinned " + maps / "counts" +
                            " map idx 0 id " + std::to_string(seen);
  const Twins twins{"prog load " + bpf_object("several") + " %/p" + reuse};
  twins.check_same_pins("prog", "");
  const auto ids = skep_ok("-j prog show pinned " + twins.ours() / "p")
                       .json()["map_ids"]
                       .get<std::vector<std::uint32_t>>();
  CHECK(std::count(ids.begin(), ids.end(), counts) == 1);
  const Twins all{"prog loadall " + bpf_object("several") + " %/d" + reuse};
  all.check_same_pins("prog", "d");
}

TEST_CASE("autoattach attaches what says where, and pins the rest") {
  const Twins twins{"prog loadall " + bpf_object("several") +
                    " % pinmaps %/m autoattach"};
  CHECK(twins.messages().find("'pass'") != std::string::npos);
  CHECK(twins.messages().find("'on_fork'") == std::string::npos);
  for (const char* name : {"pass", "a_filter_with_a_long_name"})
    twins.check_same_pin("prog", name);
  twins.check_same_pin("link", "on_fork");
}

TEST_CASE("what autoattach attached runs until its pin is gone") {
  const Bpffs bpffs;
  skep_ok("prog loadall " + bpf_object("several") + " " + bpffs / "d" +
          " pinmaps " + bpffs / "m autoattach");
  const std::string count =
      "-j map lookup pinned " + bpffs / "m/counts" + " key 1 0 0 0";
  const auto hits = [&] { return bpftool(count).json()["value"]; };
  // To run a program is to fork.
  const auto before = hits();
  CHECK(hits() != before);
  shell("rm " + bpffs / "d/on_fork");
  CHECK(eventually([&] { return hits() == hits(); }));
}

// libbpf would switch off the perf event when it is done with the link.
TEST_CASE("a tracepoint stays attached by the pin of its link") {
  NEEDS(feature::tracefs);
  const std::string lookup = std::string{SKEP_BPFTOOL} +
                             " -j map dump pinned /sys/fs/bpf/m/fork_tp_bss; ";
  const Result result = shell(
      "unshare -m sh -c 'mount -t bpf bpf /sys/fs/bpf && "
      "{ test -d /sys/kernel/tracing/events || "
      "mount -t tracefs none /sys/kernel/tracing; } && " +
      skep_program() + " prog load " + bpf_object("fork_tp") +
      " /sys/fs/bpf/link autoattach pinmaps /sys/fs/bpf/m && " + lookup +
      lookup + "'");
  CAPTURE(result.err);
  REQUIRE(result.exit == 0);
  const auto middle = result.out.find('\n');
  REQUIRE(middle != std::string::npos);
  CHECK(result.out.substr(0, middle) != result.out.substr(middle + 1));
  CHECK(result.out.find("forks") != std::string::npos);
}

TEST_CASE("prog load attaches its program with autoattach") {
  const Twins twins{"prog load " + bpf_object("no_such_tp") +
                    " %/p autoattach"};
  twins.check_same_pins("link", "");
}

TEST_CASE("--ids tells what was made") {
  const Bpffs bpffs;
  const Result result =
      skep_ok("-j prog loadall " + bpf_object("several") + " " + bpffs / "d" +
              " pinmaps " + bpffs / "m autoattach --ids");
  const auto made = result.json();
  REQUIRE(made["progs"].size() == 3);
  CHECK(made["maps"].size() == 4);
  REQUIRE(made["links"].size() == 1);
  const auto& prog = made["progs"][0];
  CHECK(prog["name"] == "pass");
  CHECK(prog["pinned"] == bpffs / "d/pass");
  CHECK(prog["id"] == id_of_pinned("prog", bpffs / "d/pass"));
  CHECK_FALSE(made["progs"][1].contains("pinned"));
  CHECK(made["links"][0]["name"] == "on_fork");
  CHECK(made["links"][0]["pinned"] == bpffs / "d/on_fork");
  for (const auto& map : made["maps"])
    CHECK(map["id"] == id_of_pinned("map", map["pinned"].get<std::string>()));
}

TEST_CASE("--ids is a line each for people") {
  const Bpffs bpffs;
  const Result result =
      skep_ok("prog load " + bpf_object("nomaps") + " " + bpffs / "p --ids");
  CHECK(result.out == "prog " + id_text(bpffs / "p") + "  name pass  pinned " +
                          bpffs / "p\n");
}

TEST_CASE("optional programs are neither loaded nor pinned") {
  const Bpffs bpffs;
  const std::string object = bpf_object("optional") + " ";
  skep_ok("prog load " + object + bpffs / "p");
  CHECK(facts_of("prog", bpffs / "p")["name"] == "wanted");
  skep_ok("prog loadall " + object + bpffs / "d");
  CHECK(files_below(bpffs / "d") == std::vector<std::string>{"wanted"});
}

TEST_CASE("-m accepts maps with attributes that nobody knows") {
  const Bpffs bpffs;
  const std::string line = "prog load " + bpf_object("odd_map") + " ";
  check_fails(line + bpffs / "p", 1, {"odd_map.bpf.o", "unheard_of"});
  skep_ok("-m " + line + bpffs / "p");
}

TEST_CASE("the kernel's BTF can come from a file") {
  const Bpffs bpffs;
  const std::string line = "prog load " + bpf_object("several") + " ";
  skep_ok(line + bpffs / "p kernel_btf /sys/kernel/btf/vmlinux");
  check_fails(line + bpffs / "q kernel_btf /no/such/file", 1,
              {"/no/such/file", "No such file or directory"});
  check_fails(line + bpffs / "q kernel_btf /proc/self/environ", 1,
              {"/proc/self/environ"});
}

TEST_CASE("the words of a load may come in any order, and be short") {
  const Bpffs bpffs;
  skep_ok("p loada " + bpf_object("several") + " " + bpffs / "d" + " a p " +
          bpffs / "m");
  CHECK(files_below(bpffs / "m").size() == 4);
  CHECK(files_below(bpffs / "d").size() == 3);
}

TEST_CASE("a batch loads many objects") {
  const Bpffs bpffs;
  std::string lines;
  for (int i = 0; i < 20; ++i)
    lines += "prog loadall " + bpf_object("several") + " " + bpffs / "d" +
             std::to_string(i) + " autoattach\n";
  const Result result = skep("batch file -", {.input = lines});
  CAPTURE(result.err);
  CHECK(result.exit == 0);
  CHECK(files_below(bpffs.path()).size() == 20);
}

TEST_CASE("a map pinned by name is made once, then used again") {
  const std::string load = skep_program() + " -j prog load " +
                           bpf_object("pin_by_name") + " --ids /sys/fs/bpf/";
  const Result result =
      shell("unshare -m sh -c 'mount -t bpf bpf /sys/fs/bpf && " + load +
            "a && " + load + "b'");
  CAPTURE(result.err);
  REQUIRE(result.exit == 0);
  const auto middle = result.out.find('\n');
  const auto first = nlohmann::json::parse(result.out.substr(0, middle));
  const auto second = nlohmann::json::parse(result.out.substr(middle + 1));
  CHECK(first["maps"][0]["pinned"] == "/sys/fs/bpf/by_name");
  CHECK(first["maps"] == second["maps"]);
  CHECK(first["progs"][0]["id"] != second["progs"][0]["id"]);
}

}  // namespace skep::test
