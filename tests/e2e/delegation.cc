#include "tests/e2e/delegation.h"

#include <fcntl.h>
#include <linux/mount.h>
#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <initializer_list>

#include "src/sys/error.h"
#include "src/sys/fd.h"
#include "tests/e2e/forked.h"

namespace skep::test {
namespace {

// A byte, or a number, from one process to another.
class Pipe {
 public:
  Pipe() {
    std::array<int, 2> ends{};
    check(::pipe2(ends.data(), O_CLOEXEC), "can't make a pipe");
    reader_ = Fd{ends[0]};
    writer_ = Fd{ends[1]};
  }
  void send(int number) const {
    check(::write(writer_.get(), &number, sizeof number), "can't write");
  }
  // Errors: -1 if the other process is gone.
  [[nodiscard]] int receive() {
    writer_ = Fd{};
    int number = -1;
    return ::read(reader_.get(), &number, sizeof number) == sizeof number
               ? number
               : -1;
  }

 private:
  Fd reader_;
  Fd writer_;
};

int call(long result) { return static_cast<int>(result); }

void write_to(const std::string& path, std::string_view text) {
  const Fd file{::open(path.c_str(), O_WRONLY | O_CLOEXEC)};
  check(::write(file.get(), text.data(), text.size()), "can't write {}", path);
}

// What the process in the namespace does.
struct Inside {
  const std::string& mount;
  const std::string& output;
  Pipe& to_parent;
  Pipe& from_parent;

  // Ask the parent for something, by a number, and wait until it is done.
  void ask(int number) const {
    to_parent.send(number);
    if (from_parent.receive() < 0) ::_exit(126);
  }
};

void mount_file_system(int context, const std::string& path) {
  const Fd mount{call(::syscall(SYS_fsmount, context, 0, 0))};
  check(call(::syscall(SYS_move_mount, mount.get(), "", AT_FDCWD, path.c_str(),
                       MOVE_MOUNT_F_EMPTY_PATH)),
        "can't mount at {}", path);
}

// In a new process: make the namespace, let the parent, which may do so, set up
// the file system, and become skep.
[[noreturn]] void run_inside(const Inside& inside, const std::string& line) {
  try {
    redirect_output(inside.output);
    check(::unshare(CLONE_NEWUSER | CLONE_NEWNS), "can't leave the namespace");
    inside.ask(0);
    const int context = check(call(::syscall(SYS_fsopen, "bpf", 0)),
                              "can't make a file system");
    inside.ask(context);
    mount_file_system(context, inside.mount);
    become_skep(line);
  } catch (const Error& error) {
    ::dprintf(STDERR_FILENO, "%s\n", error.what());
  }
  ::_exit(125);
}

void map_root(pid_t child) {
  const std::string proc = "/proc/" + std::to_string(child);
  write_to(proc + "/uid_map", "0 0 1");
  write_to(proc + "/gid_map", "0 0 1");
}

// Set up the file system that the child has begun to make.
void delegate(pid_t child, int context, const std::string& rights) {
  const Fd process{call(::syscall(SYS_pidfd_open, child, 0))};
  const Fd mine{
      check(call(::syscall(SYS_pidfd_getfd, process.get(), context, 0)),
            "can't get the file system")};
  const auto configure = [&](unsigned command, const char* key,
                             const char* value) {
    check(call(::syscall(SYS_fsconfig, mine.get(), command, key, value, 0)),
          "can't configure the file system");
  };
  if (!rights.empty())
    for (const char* key : {"delegate_cmds", "delegate_maps", "delegate_progs",
                            "delegate_attachs"})
      configure(FSCONFIG_SET_STRING, key, rights.c_str());
  configure(FSCONFIG_CMD_CREATE, nullptr, nullptr);
}

}  // namespace

Result Delegation::skep(const std::string& line) const {
  const TempDir dir;
  const std::string output = dir / "skep";
  Pipe to_parent;
  Pipe from_parent;
  const pid_t child = ::fork();
  if (child == 0)
    run_inside({mount_.path(), output, to_parent, from_parent}, line);
  if (to_parent.receive() == 0) {
    map_root(child);
    from_parent.send(0);
    if (const int context = to_parent.receive(); context >= 0)
      delegate(child, context, rights_);
    from_parent.send(0);
  }
  return wait_for_forked(child, output);
}

}  // namespace skep::test
