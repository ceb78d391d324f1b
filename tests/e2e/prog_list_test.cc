// prog show of many programs, which iterators of skep's own tell.
#include "src/iter/prog_list.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <vector>

#include "src/sys/error.h"
#include "src/sys/kernel_object.h"
#include "tests/e2e/beside_bpftool.h"
#include "tests/e2e/features.h"
#include "tests/e2e/prog_fixture.h"

namespace skep::test {
namespace {

// So many programs that they are listed by an iterator.
class ManyPrograms {
 public:
  ManyPrograms() {
    for (std::size_t i = 0; i < iter::many_progs; ++i)
      fds_.emplace_back(load_insns(returning(static_cast<std::int32_t>(i))));
    CHECK(std::all_of(fds_.begin(), fds_.end(),
                      [](const Fd& fd) { return fd.is_open(); }));
  }

 private:
  static std::vector<bpf_insn> returning(std::int32_t number) {
    bpf_insn result{};
    result.code = BPF_ALU64 | BPF_MOV | BPF_K;
    result.imm = number;
    bpf_insn leave{};
    leave.code = BPF_JMP | BPF_EXIT;
    return {result, leave};
  }

  std::vector<Fd> fds_{};
};

// The programs pinned below a directory, by their ids.
std::set<std::uint32_t> pinned_below(const Bpffs& bpffs) {
  std::set<std::uint32_t> ids;
  using Files = std::filesystem::recursive_directory_iterator;
  for (const auto& file : Files{bpffs.path()}) {
    try {
      const Fd prog = open_pinned(ObjectKind::prog, file.path().string());
      ids.insert(id_of_object(ObjectKind::prog, prog));
    } catch (const Error&) {
      // It pins something else.
    }
  }
  return ids;
}

// Of a list of all programs, keep those that nobody else has loaded.
Result only(Result list, const std::set<std::uint32_t>& ids) {
  auto kept = nlohmann::ordered_json::array();
  for (auto& prog : list.json())
    if (ids.contains(prog["id"].get<std::uint32_t>())) kept.push_back(prog);
  CHECK(kept.size() == ids.size());
  list.out = kept.dump();
  return list;
}

// Check that all programs are shown as by bpftool, and that an iterator told
// about them.
void check_list(const Bpffs& bpffs) {
  const auto ids = pinned_below(bpffs);
  CHECK_FALSE(ids.empty());
  const std::string line = "-j prog show";
  Result ours = skep_ok("-d " + line + " --pids off");
  CHECK(ours.err.find("asked by itself") == std::string::npos);
  ours.err.clear();
  check_same_json(line, only(ours, ids), only(bpftool(line), ids));
}

}  // namespace

TEST_CASE("many programs are shown as bpftool shows them") {
  const ManyPrograms many;
  const Bpffs bpffs;
  // Some of them are refused by some kernels.
  for (const char* object :
       {"several", "metadata", "firewall", "kinds", "tail_call", "exceptions",
        "many_programs", "fentry", "freplace", "large", "struct_ops", "nomaps",
        "tp_btf", "types", "globals"})
    skep("prog loadall " + bpf_object(object) + " " + bpffs / object);
  const RunsCounted counted;
  const TempDir dir;
  write_file(dir / "packet", std::string(64, 'x'));
  skep_ok("prog run pinned " + bpffs / "several/pass" + " repeat 3 data_in " +
          dir / "packet");
  CHECK(skep_ok("-j prog show pinned " + bpffs / "several/pass")
            .json()["run_cnt"] == 3);
  check_list(bpffs);
}

TEST_CASE("programs of many maps and functions are shown among many") {
  const ManyPrograms many;
  const Bpffs bpffs;
  skep_ok("prog loadall " + bpf_object("wide") + " " + bpffs / "wide");
  const auto shown =
      skep_ok("-j prog show pinned " + bpffs / "wide/many_maps").json();
  CHECK(shown["map_ids"].size() == 40);
  check_list(bpffs);
}

TEST_CASE("a program bound to a device is shown among many") {
  NEEDS(feature::veth, feature::device_bound_programs);
  const ManyPrograms many;
  const std::string device = unique_name("sk");
  REQUIRE(shell("ip link add " + device + " type veth").exit == 0);
  const Bpffs bpffs;
  const Result loaded = skep("prog load " + bpf_object("metadata") + " " +
                             bpffs / "bound" + " xdpmeta_dev " + device);
  if (loaded.exit == 0) check_list(bpffs);
  shell("ip link del " + device);
  REQUIRE(loaded.exit == 0);
  check_list(bpffs);
}

}  // namespace skep::test
