// What narrows iterators: processes, control groups, network namespaces; and
// what is known of targets.
#include <bpf/bpf.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <functional>

#include "src/bpf_asm/assembler.h"
#include "src/iter/target.h"
#include "src/link/iter_target.h"
#include "src/sys/pidfd.h"
#include "tests/e2e/features.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/loaded.h"
#include "tests/e2e/map_fixture.h"

namespace skep::test {
namespace {

using Json = nlohmann::ordered_json;

Json dump(const std::string& words) {
  return skep_ok("-j iter dump " + words).json();
}

// A process that waits to be killed, once it has done something.
class Sleeper {
 public:
  explicit Sleeper(const std::function<void()>& prepare = [] {})
      : pid_(::fork()) {
    if (pid_ != 0) return;
    prepare();
    for (;;) ::pause();
  }
  Sleeper(const Sleeper&) = delete;
  Sleeper& operator=(const Sleeper&) = delete;
  ~Sleeper() { end(); }
  void end() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      ::waitpid(pid_, nullptr, 0);
    }
    last_pid_ = std::max(last_pid_, pid_);
    pid_ = -1;
  }
  [[nodiscard]] std::string pid() const {
    return std::to_string(std::max(pid_, last_pid_));
  }

 private:
  pid_t pid_;
  pid_t last_pid_ = -1;
};

// Listen at TCP port 47 of a network namespace, as long as the process lives.
void listen_in(const std::string& path) {
  const int netns = ::open(path.c_str(), O_RDONLY);
  const int server = ::setns(netns, CLONE_NEWNET) == 0
                         ? ::socket(AF_INET, SOCK_STREAM, 0)
                         : -1;
  auto address = zeroed<sockaddr_in>();
  address.sin_family = AF_INET;
  address.sin_port = htons(47);
  if (::bind(server, reinterpret_cast<sockaddr*>(&address), sizeof address) ==
      0)
    (void)::listen(server, 1);
}

std::uint64_t id_of(const Cgroup& cgroup) {
  struct stat status{};
  REQUIRE(::stat(cgroup.path().c_str(), &status) == 0);
  return status.st_ino;
}

// Does a program that may sleep attach to a target? Returns an errno value.
int attach_sleeper(const iter::Target& target) {
  bpf_asm::Assembler out;
  out.move(bpf_asm::Reg::r0, 0);
  out.leave();
  const auto code = out.finish();
  bpf_prog_load_opts options{};
  options.sz = sizeof options;
  options.expected_attach_type = BPF_TRACE_ITER;
  options.attach_btf_id = target.function;
  options.prog_flags = BPF_F_SLEEPABLE;
  const Fd prog{bpf_prog_load(BPF_PROG_TYPE_TRACING, "skep_sleeps", "GPL",
                              code.data(), code.size(), &options)};
  REQUIRE(prog.is_open());
  auto info = zeroed<bpf_iter_link_info>();
  info.cgroup.order = BPF_CGROUP_ITER_SELF_ONLY;
  bpf_link_create_opts how{};
  how.sz = sizeof how;
  if (target.name == "cgroup") {
    how.iter_info = &info;
    how.iter_info_len = sizeof info;
  }
  const Fd link{bpf_link_create(prog.get(), 0, BPF_TRACE_ITER, &how)};
  return link.is_open() ? 0 : errno;
}

}  // namespace

TEST_CASE("a process or thread that is gone is told") {
  Sleeper sleeper;
  const std::string line = "ps -F tgid pid " + sleeper.pid();
  CHECK(dump(line).size() == 1);
  sleeper.end();
  check_fails("iter dump " + line, 1,
              {"process " + sleeper.pid(), "No such process"});
  check_fails("iter dump threads tid " + sleeper.pid(), 1, {"No such process"});
  check_fails("iter dump " + bpf_object("iter_task") + " pid 4294967295", 1,
              {"No such process"});
  const Bpffs bpffs;
  check_fails("iter pin ps " + (bpffs / "x") + " pid " + sleeper.pid(), 1,
              {"No such process"});
  const Json error = skep("-j iter dump " + line).json();
  CHECK(error["code"] == "ESRCH");
}

TEST_CASE("a process may be named by a descriptor") {
  const Fd self = open_process(static_cast<std::uint32_t>(::getpid()));
  const Fd inherited{::fcntl(self.get(), F_DUPFD, 20)};
  const std::string words = "pidfd " + std::to_string(inherited.get());
  const Json rows = dump("ps " + words);
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["pid"] == ::getpid());
  check_fails("iter dump ps " + words + " pid 1", 2, {"exclude each other"});
  check_fails("iter dump maps " + words, 2, {"no parameter 'pidfd'"});
  check_fails("iter dump ps pidfd 2", 1, {"descriptor 2"});
  check_fails("iter dump ps pidfd 999", 1, {"Bad file descriptor"});
  check_fails("iter dump ps pidfd 0", 2, {"no pidfd 0"});
  Sleeper sleeper;
  const Fd other =
      open_process(static_cast<std::uint32_t>(std::stoul(sleeper.pid())));
  const Fd gone{::fcntl(other.get(), F_DUPFD, 20)};
  sleeper.end();
  check_fails("iter dump ps pidfd " + std::to_string(gone.get()), 1,
              {"has ended"});
}

TEST_CASE("a control group may be named by its id") {
  const Cgroup cgroup;
  const std::string id = std::to_string(id_of(cgroup));
  CHECK(dump("cgroups cgroup " + id) ==
        dump("cgroups cgroup " + cgroup.path()));
  CHECK(dump("cgroups order self_only cgroup " + id)[0]["id"] == id_of(cgroup));
  CHECK(dump("cgroups order ancestors_up cgroup " + id).size() >= 2);
  check_fails("iter dump cgroups cgroup 18446744073709551615", 1,
              {"has the id 18446744073709551615"});
  check_fails("iter dump cgroups cgroup 0", 2, {"no control group 0"});
  check_fails("iter dump cgroups cgroup ./1", 1, {"./1"});
}

TEST_CASE("what is to be shown of control groups has to fit into one piece") {
  const Cgroup cgroup;
  std::vector<std::string> children;
  for (int i = 0; i < 5; ++i)
    children.push_back(cgroup.path() + "/child" + std::to_string(i));
  for (const std::string& child : children)
    REQUIRE(::mkdir(child.c_str(), 0755) == 0);
  const std::string at = " cgroup " + cgroup.path();
  CHECK(dump("cgroups" + at).size() == 6);
  // More than the stack of a program could hold.
  CHECK(dump("cgroup -F kn.name:8000 --limit 1" + at + " order self_only")
            .size() == 1);
  check_fails("iter dump cgroup -F kn.name:8000 --count" + at, 1,
              {"must fit into 32 KiB", "self_only"});
  for (const std::string& child : children) ::rmdir(child.c_str());
}

TEST_CASE("control groups of version 1 are shown by their directory") {
  const TempDir directory;
  if (::mount("none", directory.path().c_str(), "cgroup", 0,
              "none,name=skep_test") != 0) {
    MESSAGE(skip_mark << "control groups of version 1: not in this kernel");
    return;
  }
  const Json rows = dump("cgroup -F level cgroup " + directory.path());
  ::umount(directory.path().c_str());
  REQUIRE(rows.size() == 1);
  CHECK(rows[0]["level"] == 0);
}

TEST_CASE("what is in a network namespace is shown from outside") {
  const NetworkNamespace netns;
  const std::string inside = " --netns " + netns.path();
  const auto listeners = [&](const std::string& where) {
    return skep_ok("iter dump tcp -F skc_num --count --where skc_num==47" +
                   where)
        .out;
  };
  const Sleeper server{[&] { listen_in(netns.path()); }};
  CHECK(eventually([&] { return listeners(inside) == "1\n"; }));
  CHECK(listeners(" --netns " + server.pid()) == "1\n");
  CHECK(listeners("") == "0\n");
  CHECK(netns.shell(skep_program() + " iter dump routes6 --format csv").out ==
        skep_ok("iter dump routes6 --format csv" + inside).out);
  // skep itself stays where it is: the next commands are as before.
  const TempDir directory;
  const std::string count = "iter dump tcp --count --where skc_num==47";
  write_file(directory / "batch", count + inside + "\n" + count + "\n");
  CHECK(
      skep_ok("batch file " + (directory / "batch")).out.starts_with("1\n0\n"));
}

TEST_CASE("a network namespace that makes no difference, or is none") {
  const NetworkNamespace netns;
  const std::string inside = " --netns " + netns.path();
  check_fails("iter dump ps" + inside, 2, {"'task'", "the same in all"});
  check_fails("iter dump " + bpf_object("iter_task") + inside, 2, {"'task'"});
  check_fails("iter dump ps -F @" + inside, 2, {"'task'"});
  check_fails("iter dump tcp --netns /etc/passwd", 1,
              {"/etc/passwd is no network namespace"});
  check_fails("iter dump tcp --netns /proc/self/ns/mnt", 1,
              {"no network namespace"});
  check_fails("iter dump tcp --netns /nonexistent", 1, {"/nonexistent"});
  check_fails("iter dump tcp --netns 4194304", 1, {"No such process"});
  check_fails("iter dump tcp --netns 0", 2, {"no process 0"});
}

TEST_CASE("targets are known as the kernel has them") {
  NEEDS(feature::sleepable_iterators);
  const btf::Btf kernel = btf::Btf::vmlinux();
  const Json list = skep_ok("-j iter list").json();
  for (const iter::Target& target : iter::find_targets(kernel)) {
    CAPTURE(target.name);
    const IterTarget* known = find_iter_target(target.name);
    if (known == nullptr) continue;
    CHECK(attach_sleeper(target) == (known->may_sleep ? 0 : EINVAL));
    const auto told = std::find_if(
        list.begin(), list.end(),
        [&](const Json& one) { return one["target"] == target.name; });
    REQUIRE(told != list.end());
    CHECK((*told)["sleepable"] == known->may_sleep);
    CHECK((*told)["since"] == known->since);
  }
}

}  // namespace skep::test
