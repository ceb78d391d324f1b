// With some capabilities, not all: what is shown, and what is refused.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <initializer_list>

#include "tests/e2e/forked.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/map_fixture.h"

namespace skep::test {
namespace {

// In a new process: keep these capabilities alone.
void keep_capabilities(std::initializer_list<int> kept) {
  for (int cap = 0; ::prctl(PR_CAPBSET_READ, cap) >= 0; ++cap)
    if (std::find(kept.begin(), kept.end(), cap) == kept.end())
      ::prctl(PR_CAPBSET_DROP, cap);
}

// Run skep as root with these capabilities alone.
Result skep_with(std::initializer_list<int> kept, const std::string& line) {
  const TempDir dir;
  const std::string output = dir / "skep";
  const pid_t pid = ::fork();
  if (pid == 0) {
    keep_capabilities(kept);
    redirect_output(output);
    become_skep(line);
  }
  return wait_for_forked(pid, output);
}

// A program with maps, BTF and metadata, its maps, and a link, all pinned.
struct Pinned {
  Pinned() {
    skep_ok("prog loadall " + bpf_object("metadata") + " " + bpffs / "progs" +
            " pinmaps " + bpffs / "maps");
    skep_ok("prog loadall " + bpf_object("maps") + " " + bpffs / "more" +
            " pinmaps " + bpffs / "typed");
    link = pin_link(
        bpf_program__attach_cgroup(
            loaded.program(),
            Fd{::open(cgroup.path().c_str(), O_RDONLY | O_CLOEXEC)}.get()),
        bpffs, "link");
  }
  Bpffs bpffs;
  Cgroup cgroup;
  Loaded loaded{"cgroup_skb"};
  std::string link;
};

// Check that a line succeeds, in text and in JSON.
void check_shown_with(std::initializer_list<int> kept,
                      const std::string& line) {
  for (const std::string option : {"", "-j "}) {
    CAPTURE(line);
    const Result result = skep_with(kept, option + line);
    CAPTURE(result.err);
    CHECK(result.exit == 0);
    if (!option.empty()) CHECK_FALSE(result.json().is_discarded());
  }
}

}  // namespace

TEST_CASE("with CAP_BPF alone, what is pinned is shown and read") {
  const Pinned pinned;
  for (const std::string& line :
       {"prog show pinned " + pinned.bpffs / "progs/tagged",
        "prog show --details pinned " + pinned.bpffs / "progs/tagged",
        "map show pinned " + pinned.bpffs / "typed/records",
        "map dump pinned " + pinned.bpffs / "typed/records",
        "map dump pinned " + pinned.bpffs / "typed/measures",
        "link show pinned " + pinned.link})
    check_shown_with({CAP_BPF}, line);
}

TEST_CASE("with CAP_BPF alone, what can't be listed says what is missing") {
  const TestMap map;
  for (const std::string& line : std::vector<std::string>{
           "prog show", "map show", "link show", "map show name x",
           "prog show tag 0000000000000000", "map dump " + map.ref()}) {
    CAPTURE(line);
    const Result result = skep_with({CAP_BPF, CAP_PERFMON}, line);
    CHECK(result.exit == 1);
    CHECK(result.out.empty());
    CHECK(result.err.find("CAP_SYS_ADMIN") != std::string::npos);
    const Result json = skep_with({CAP_BPF, CAP_PERFMON}, "-j " + line);
    CHECK_FALSE(json.json().is_discarded());
    CHECK(json.out.find("\"code\":\"EPERM\"") != std::string::npos);
  }
}

TEST_CASE("without CAP_SYSLOG, which hides addresses, links are shown") {
  const Pinned pinned;
  check_shown_with({CAP_BPF, CAP_PERFMON, CAP_SYS_ADMIN, CAP_NET_ADMIN},
                   "link show");
  check_shown_with({CAP_BPF, CAP_PERFMON, CAP_SYS_ADMIN, CAP_NET_ADMIN},
                   "prog show");
}

TEST_CASE("without CAP_SYSLOG, native code is hidden, and the error says why") {
  const Pinned pinned;
  const std::string line =
      "prog dump jited pinned " + pinned.bpffs / "progs/tagged";
  // Who may measure the kernel may see its addresses.
  const auto number = [](const std::string& name) {
    return std::stoi(read_text("/proc/sys/kernel/" + name));
  };
  const bool is_hidden =
      number("kptr_restrict") > 0 || number("perf_event_paranoid") > 1;
  const Result result = skep_with({CAP_BPF, CAP_PERFMON}, line);
  CHECK(result.exit == (is_hidden ? 1 : 0));
  if (is_hidden) CHECK(result.err.find("CAP_SYSLOG") != std::string::npos);
  const Result without = skep_with({CAP_SYSLOG}, line);
  CHECK(without.exit == 1);
  CHECK(without.err.find("CAP_") != std::string::npos);
}

TEST_CASE("without CAP_BPF a load says what is missing") {
  const Bpffs bpffs;
  const Result result =
      skep_with({CAP_NET_ADMIN},
                "prog load " + bpf_object("xdp_pass") + " " + bpffs / "p");
  CHECK(result.exit == 1);
  CHECK(result.err.find("CAP_BPF") != std::string::npos);
}

}  // namespace skep::test
