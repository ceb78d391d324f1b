// A program that uses the C++ skeletons of arena.bpf.c, struct_ops.bpf.c and
// iter_task.bpf.c: memory and functions that the kernel shares with it. Fails
// by its exit code and a line that says where.
#include <unistd.h>

#include <cstdio>

#include "arena.h"
#include "iter_task.h"
#include "struct_ops.h"

#define CHECK(condition)                                              \
  do {                                                                \
    if (!(condition)) {                                               \
      std::fprintf(stderr, "failed: %s:%d: %s\n", __FILE__, __LINE__, \
                   #condition);                                       \
      return false;                                                   \
    }                                                                 \
  } while (0)

namespace {

// The variables of an arena are elsewhere once it is loaded.
bool share_arena() {
  auto opened = skel::arena::opened::open();
  CHECK(opened && opened->arena().shared_limit == 9);
  opened->arena().shared_limit = 10;
  auto loaded = std::move(*opened).load();
  CHECK(loaded && loaded->arena().shared_limit == 10);
  char packet[64] = {};
  bpf_test_run_opts options{};
  options.data_in = packet;
  options.data_size_in = sizeof packet;
  CHECK(loaded->progs.touch.test_run(options));
  CHECK(loaded->arena().shared_count == 10);
  return true;
}

// Is there a congestion control algorithm of this name?
bool is_known(const std::string& name) {
  std::FILE* file =
      std::fopen("/proc/sys/net/ipv4/tcp_available_congestion_control", "r");
  char names[1024] = "";
  const bool is_read = std::fgets(names, sizeof names, file) != nullptr;
  std::fclose(file);
  return is_read && std::string{names}.find(name) != std::string::npos;
}

bool share_functions() {
  auto opened = skel::struct_ops::opened::open();
  CHECK(opened);
  auto& idle = *opened->struct_ops.idle;
  CHECK(std::strcmp(idle.name, "skep_idle") == 0);
  CHECK(idle.undo_cwnd.get() == opened->progs.idle_undo_cwnd.native());
  idle.undo_cwnd = opened->progs.other_undo_cwnd.native();
  std::strcpy(idle.name, "skep_cpp");
  auto loaded = std::move(*opened).load();
  CHECK(loaded && !is_known("skep_cpp"));
  CHECK(loaded->attach() && loaded->links.idle && is_known("skep_cpp"));
  CHECK(!loaded->maps.idle.attach());  // it is
  loaded->detach();
  CHECK(!is_known("skep_cpp"));
  return true;
}

bool iterate() {
  auto loaded = skel::iter_task::loaded::open_and_load();
  CHECK(loaded);
  const auto tasks = loaded->progs.print_task.run();
  const std::string pid = std::to_string(getpid());
  CHECK(tasks && tasks->find("\n" + pid + " " + pid + "\n") != tasks->npos);
  return true;
}

}  // namespace

int main() { return share_arena() && share_functions() && iterate() ? 0 : 1; }
