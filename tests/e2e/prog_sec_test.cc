// prog load and prog loadall with rules for sections: what they load, and that
// it runs where the rules say.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <functional>

#include "src/sys/fd.h"
#include "tests/e2e/features.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/prog_fixture.h"

// What a rule puts a uprobe on; not inlined, not removed.
extern "C" {
int skep_ruled_function(int number);
[[gnu::noinline, gnu::used]] int skep_ruled_function(int number) {
  asm volatile("" : "+r"(number));
  return number + 1;
}
}

namespace skep::test {
namespace {

constexpr const char* others_off = "*=socket_filter,autoload=no";

// Return what programs have counted in a global variable.
std::uint64_t count_in(const std::string& pinned_map, const char* variable) {
  const auto dump = skep_ok("-j map dump pinned " + pinned_map).json();
  for (const auto& entry : dump[0]["formatted"]["value"][".bss"])
    if (entry.contains(variable)) return entry[variable];
  return 0;
}

// Odd sections, loaded by rules and attached by them, all pinned.
class Ruled {
 public:
  explicit Ruled(const std::vector<std::string>& rules)
      : result_(skep(line(rules))) {}

  [[nodiscard]] const Result& result() const { return result_; }
  [[nodiscard]] std::vector<std::string> pins() const {
    return files_below(bpffs_ / "d");
  }
  [[nodiscard]] std::string pin(const std::string& name) const {
    return bpffs_ / ("d/" + name);
  }
  [[nodiscard]] std::uint64_t count(const char* variable) const {
    return count_in(bpffs_ / "m/odd_sect_bss", variable);
  }

  // The words that load, behind "skep".
  [[nodiscard]] std::string line(const std::vector<std::string>& rules) const {
    std::string line = "prog loadall " + bpf_object("odd_sections") + " " +
                       bpffs_ / "d" + " pinmaps " + bpffs_ / "m" +
                       " autoattach";
    for (const std::string& rule : rules)
      line += " --sec-handler '" + rule + "'";
    return line;
  }

 private:
  Bpffs bpffs_;
  Result result_;
};

void fork_once() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
}

void call_rare_syscall() { ::syscall(SYS_getpgid, 0); }

// Check that `trigger` runs the program of SEC("mine/sched/...") when it is
// handled as one of `section`, and no longer when its link is gone.
void check_runs_as(const std::string& section,
                   const std::function<void()>& trigger) {
  CAPTURE(section);
  const Ruled ruled{{"mine/=sec:" + section, others_off}};
  CAPTURE(ruled.result().err);
  REQUIRE(ruled.result().exit == 0);
  CHECK(ruled.pins() == std::vector<std::string>{"on_fork"});
  id_of_pinned("link", ruled.pin("on_fork"));
  const auto before = ruled.count("forks");
  trigger();
  CHECK(ruled.count("forks") > before);
  CHECK(::unlink(ruled.pin("on_fork").c_str()) == 0);
  CHECK(eventually([&] {
    const auto last = ruled.count("forks");
    trigger();
    return ruled.count("forks") == last;
  }));
}

// Send a datagram to the loopback device of another network namespace.
bool send_datagram_in(const NetworkNamespace& space) {
  const pid_t child = ::fork();
  if (child == 0) {
    const Fd there{::open(space.path().c_str(), O_RDONLY | O_CLOEXEC)};
    if (::setns(there.get(), CLONE_NEWNET) != 0) ::_exit(1);
    const Fd socket{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(9);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool is_sent = ::sendto(socket.get(), "x", 1, 0,
                                  reinterpret_cast<const sockaddr*>(&address),
                                  sizeof address) == 1;
    ::_exit(is_sent ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

TEST_CASE("programs of odd sections run where rules attach them") {
  const Ruled ruled{
      {"perf_event/=perf_event!attach=perf_event {type} freq "
       "{freq}",
       "mine/=raw_tracepoint!attach=raw_tracepoint {2}", "each/=sec:iter",
       "*=xdp!attach=none"}};
  CAPTURE(ruled.result().err);
  REQUIRE(ruled.result().exit == 0);
  CHECK(ruled.result().err.empty());
  // One program has a link for each CPU.
  std::vector<std::string> pins = ruled.pins();
  std::erase_if(pins, [](const std::string& name) {
    return name.starts_with("on_sample_link");
  });
  CHECK(pins == std::vector<std::string>{"on_fork", "on_packet", "on_sample",
                                         "print_map"});
  CHECK(count_links_of(ruled.pin("on_sample")) ==
        ruled.pins().size() - pins.size());
  id_of_pinned("prog", ruled.pin("on_packet"));
  id_of_pinned("link", ruled.pin("on_fork"));
  CHECK(read_text(ruled.pin("print_map")).starts_with("map\n"));
  fork_once();
  CHECK(ruled.count("forks") > 0);
  CHECK(eventually([&] { return ruled.count("samples") > 0; }));
}

TEST_CASE("a section names the device of its program") {
  const NetworkNamespace space;
  const Ruled unattached{{"xdp/=xdp", others_off}};
  CHECK(unattached.result().exit == 0);
  CHECK(unattached.result().err.find(
            "'on_packet' does not say where to attach") != std::string::npos);
  const Bpffs bpffs;
  const Result attached =
      space.shell(skep_program() + " prog load " + bpf_object("odd_sections") +
                  " " + bpffs / "link pinmaps " +
                  bpffs /
                      "m autoattach --sec-handler "
                      "'xdp/=xdp!attach=xdp dev {1} generic' --sec-handler " +
                  others_off);
  CAPTURE(attached.err);
  REQUIRE(attached.exit == 0);
  CHECK(send_datagram_in(space));
  CHECK(eventually(
      [&] { return count_in(bpffs / "m/odd_sect_bss", "packets") > 0; }));
}

TEST_CASE("an odd section is handled as one of raw tracepoints") {
  check_runs_as("raw_tp/sched_process_fork", fork_once);
  check_runs_as("raw_tracepoint.w/sched_process_fork", fork_once);
}

TEST_CASE("an odd section is handled as one of tracepoints") {
  NEEDS(feature::tracefs);
  const Tracefs tracefs;
  check_runs_as("tp", fork_once);
  check_runs_as("tracepoint/syscalls/sys_enter_getpgid", call_rare_syscall);
}

TEST_CASE("an odd section is handled as one of BTF tracepoints") {
  check_runs_as("tp_btf/sched_process_fork", fork_once);
}

TEST_CASE("an odd section is handled as one of uprobes") {
  const std::string place =
      std::filesystem::read_symlink("/proc/self/exe").string() +
      ":skep_ruled_function";
  const auto call = [] { CHECK(skep_ruled_function(1) == 2); };
  check_runs_as("uprobe/" + place, call);
  check_runs_as("uretprobe/" + place, call);
}

TEST_CASE("an odd section is handled as one of several uprobes") {
  NEEDS(feature::multi_uprobes);
  const std::string place =
      std::filesystem::read_symlink("/proc/self/exe").string() +
      ":skep_ruled_functio?";
  const auto call = [] { CHECK(skep_ruled_function(1) == 2); };
  check_runs_as("uprobe.multi/" + place, call);
  check_runs_as("uretprobe.multi/" + place, call);
}

TEST_CASE("an odd section is handled as one of kprobes") {
  NEEDS(feature::kprobes);
  check_runs_as("kprobe/wake_up_new_task", fork_once);
  check_runs_as("kretprobe/wake_up_new_task", fork_once);
  check_runs_as("ksyscall/getpgid", call_rare_syscall);
  check_runs_as("kretsyscall/getpgid", call_rare_syscall);
}

TEST_CASE("an odd section is handled as one of several kprobes") {
  NEEDS(feature::multi_kprobes);
  check_runs_as("kprobe.multi/wake_up_new_tas*", fork_once);
  check_runs_as("kretprobe.multi/wake_up_new_task", fork_once);
}

TEST_CASE("an odd section is handled as one of function entries and exits") {
  NEEDS(feature::fentry, feature::fexit);
  check_runs_as("fentry/wake_up_new_task", fork_once);
  check_runs_as("fexit/wake_up_new_task", fork_once);
}

TEST_CASE("an odd section is handled as one of security hooks") {
  NEEDS(feature::lsm);
  check_runs_as("lsm/task_alloc", fork_once);
  check_runs_as("lsm.s/task_alloc", fork_once);
}

TEST_CASE("a rule may change how a section of libbpf's own is handled") {
  const Bpffs bpffs;
  const auto load = [&](const std::string& name, const std::string& rule) {
    const std::string pin = bpffs / name;
    skep_ok("prog load " + bpf_object("iter_task") + " " + pin +
            " autoattach --sec-handler '" + rule + "'");
    return pin;
  };
  CHECK_FALSE(
      read_text(load("a", "iter+=sec:iter,flags=test_state_freq")).empty());
  const std::string other = load("b", "iter/=sec:iter/task_file");
  CHECK(skep_ok("-j link show pinned " + other).json()["target_name"] ==
        "task_file");
  const std::string by_type = "iter/=tracing/trace_iter,target={1}!attach=";
  id_of_pinned("prog", load("c", by_type + "none"));
  CHECK_FALSE(read_text(load("d", by_type + "iter")).empty());
}

TEST_CASE("what rules can't do is told, and nothing is left behind") {
  const Bpffs bpffs;
  const ObjectCopy object{"odd_sections"};
  const auto check_refused =
      [&](const std::string& rules, int exit,
          std::initializer_list<std::string_view> words) {
        check_fails("prog loadall " + object.path() + " " + bpffs / "d" +
                        " pinmaps " + bpffs / "m" + " autoattach " + rules,
                    exit, words);
        CHECK(files_below(bpffs.path()).empty());
      };
  const auto refuse_rule = [&](const std::string& rule, int exit,
                               std::initializer_list<std::string_view> words) {
    check_refused("--sec-handler '" + rule + "' --sec-handler " + others_off,
                  exit, words);
  };
  check_refused("", 1,
                {"'on_packet'",
                 "no program type is known for the section "
                 "'xdp/lo'",
                 "--sec-handler"});
  check_refused("--sec-handler *=xdp --sec-handler *=xdp", 2, {"one fallback"});
  refuse_rule("mine/=sec:raw_tp/{3}", 1,
              {"rule 'mine/=sec:raw_tp/{3}'", "has no part 3"});
  refuse_rule("mine/=raw_tracepoint!attach={1} dev lo", 2,
              {"expected HOOK, not 'sched'"});
  refuse_rule("mine/=raw_tracepoint!attach=raw_tracepoint {1}", 1,
              {"'on_fork'", "raw tracepoint sched", "no such tracepoint"});
  refuse_rule("mine/=sec:raw_tp/{1}", 1,
              {"'on_fork'", "SEC(\"raw_tp/sched\")"});
  refuse_rule("each/=sec:iter/no_such", 1,
              {"'print_map'", "for 'no_such'", "the kernel's BTF has none"});
  refuse_rule("each/=tracing/trace_iter", 1, {"'print_map'"});
  refuse_rule("xdp/=xdp,ifindex=no_such_dev", 1, {"no_such_dev"});
  refuse_rule("mine/=xdp!attach=raw_tracepoint {2}", 1, {"'on_fork'", "xdp"});
  CHECK(object.has_left_no_map());
}

TEST_CASE("the type that a rule prepares can't be changed any more") {
  const Bpffs bpffs;
  check_fails("prog loadall " + bpf_object("odd_sections") + " " + bpffs / "d" +
                  " type xdp --sec-handler each/=sec:iter --sec-handler " +
                  others_off,
              1, {"forgotten the handler of program 'print_map'"});
  CHECK(files_below(bpffs.path()).empty());
}

TEST_CASE("rules are tried without leaving anything") {
  const std::string line = "prog load " + bpf_object("odd_sections") +
                           " --sec-handler mine/=sec:raw_tp/{2} --sec-handler "
                           "'*=xdp,autoload=no'";
  const auto programs = skep_ok("-j " + line + " --dry-run").json();
  REQUIRE(programs.size() == 1);
  CHECK(programs[0]["name"] == "on_fork");
  CHECK(skep_ok("-L " + line).exit == 0);
}

TEST_CASE("each load of a batch goes by its own rules") {
  const Bpffs bpffs;
  const auto load = [&](const char* pin, const std::string& rule) {
    return "prog load " + bpf_object("odd_sections") + " " + bpffs / pin +
           " --only on_packet" + rule + "\n";
  };
  const Result result = skep(
      "batch file -",
      {.input = load("a", " --sec-handler *=xdp") +
                load("b", " --sec-handler *=socket_filter") + load("c", "")});
  CHECK(result.exit == 1);
  CHECK(result.err.find("no program type is known for the section 'xdp/lo'") !=
        std::string::npos);
  const auto type_of = [&](const char* pin) {
    return skep_ok("-j prog show pinned " + bpffs / pin).json()["type"];
  };
  CHECK(type_of("a") == "xdp");
  CHECK(type_of("b") == "socket_filter");
  CHECK(files_below(bpffs.path()).size() == 2);
}

}  // namespace skep::test
