#include "tests/e2e/churn.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <initializer_list>
#include <new>
#include <stdexcept>
#include <vector>

#include "src/object/bpf_object.h"
#include "src/sys/error.h"
#include "src/sys/fd.h"
#include "tests/e2e/harness.h"
#include "tests/e2e/map_fixture.h"

namespace skep::test {

ChurnNames::ChurnNames()
    : prefix("z" + std::to_string(::getpid() % 100'000) + "_"),
      map(prefix + "map"),
      prog(prefix + "prog"),
      data(prefix + ".rodata") {}

bool ChurnNames::has(const std::string& name) const {
  return name == map || name == prog || name == data;
}

// What runs in the process: each step makes something and lets go of it.
class Churner {
 public:
  Churner(const ChurnPlace& place, Churn::Shared& shared)
      : place_(place), shared_(shared) {}

  void run() {
    for (std::uint32_t turn = 0; !shared_.is_over; ++turn) {
      churn_map(turn);
      churn_prog();
      churn_pins(turn);
      churn_elements(turn);
      churn_links();
      if (turn % 8 == 0) churn_object();
      if (turn % 32 == 0) churn_owner();
    }
  }

 private:
  void made(std::uint64_t objects) { shared_.objects += objects; }

  Fd make_map(bpf_map_type type) {
    made(1);
    return Fd{
        check(bpf_map_create(type, place_.names.map.c_str(), 4, 8, 4, nullptr),
              "can't churn a map")};
  }

  Fd make_prog(bpf_prog_type type) {
    made(1);
    return load_idle_prog(type, place_.names.prog);
  }

  void churn_map(std::uint32_t turn) {
    constexpr std::array<bpf_map_type, 4> types{
        BPF_MAP_TYPE_HASH, BPF_MAP_TYPE_ARRAY, BPF_MAP_TYPE_PERCPU_ARRAY,
        BPF_MAP_TYPE_LRU_HASH};
    std::vector<Fd> maps;
    for (std::size_t i = 0; i < 8; ++i)
      maps.push_back(make_map(types[(turn + i) % types.size()]));
  }

  void churn_prog() {
    for (const bpf_prog_type type :
         {BPF_PROG_TYPE_SOCKET_FILTER, BPF_PROG_TYPE_XDP})
      const Fd prog = make_prog(type);
  }

  // Pins in directories that come and go.
  void churn_pins(std::uint32_t turn) {
    const Fd map = make_map(BPF_MAP_TYPE_ARRAY);
    const std::string dir = place_.bpffs + "/dir" + std::to_string(turn % 4);
    check(::mkdir(dir.c_str(), 0700), "can't make {}", dir);
    for (const char* name : {"/a", "/b"}) {
      const std::string pin = dir + name;
      check(bpf_obj_pin(map.get(), pin.c_str()), "can't churn a pin");
      made(1);
    }
    for (const char* name : {"/a", "/b"}) ::unlink((dir + name).c_str());
    check(::rmdir(dir.c_str()), "can't remove {}", dir);
  }

  // A few hundred of the keys are there at a time.
  void churn_elements(std::uint32_t turn) {
    constexpr std::uint32_t range = end_of_churned - first_churned;
    for (std::uint32_t i = 0; i < 64; ++i) {
      const std::uint32_t step = turn * 64 + i;
      add(first_churned + step % range, turn);
      remove(first_churned + (step + range / 2) % range);
    }
  }

  void add(std::uint32_t key, std::uint64_t value) {
    const TrieKey prefix{.key = key};
    bpf_map_update_elem(place_.hash, &key, &value, BPF_ANY);
    bpf_map_update_elem(place_.trie, &prefix, &value, BPF_ANY);
  }

  void remove(std::uint32_t key) {
    const TrieKey prefix{.key = key};
    bpf_map_delete_elem(place_.hash, &key);
    bpf_map_delete_elem(place_.trie, &prefix);
  }

  void churn_links() {
    const Fd prog = make_prog(BPF_PROG_TYPE_CGROUP_SKB);
    const Fd cgroup{
        ::open(place_.cgroup.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    const Fd link{check(bpf_link_create(prog.get(), cgroup.get(),
                                        BPF_CGROUP_INET_INGRESS, nullptr),
                        "can't churn a link")};
    made(1);
  }

  // Programs with maps, BTF and metadata.
  void churn_object() {
    const BpfObject object =
        BpfObject::open_file(place_.object, {.name = place_.names.prefix});
    check(bpf_object__load(object.get()), "can't churn an object");
    made(2);
  }

  // Somebody who holds a map, for a moment.
  void churn_owner() {
    const pid_t pid = ::fork();
    if (pid == 0) {
      const Fd map = make_map(BPF_MAP_TYPE_HASH);
      ::_exit(0);
    }
    ::waitpid(pid, nullptr, 0);
  }

  const ChurnPlace& place_;
  Churn::Shared& shared_;
};

namespace {

void* share_memory(std::size_t size) {
  void* memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) throw std::runtime_error("can't share memory");
  return memory;
}

}  // namespace

Churn::Churn(const ChurnPlace& place)
    : shared_(new(share_memory(sizeof(Shared))) Shared) {
  const pid_t parent = ::getpid();
  pid_ = check(::fork(), "can't fork");
  if (pid_ > 0) return;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  try {
    if (::getppid() == parent) Churner{place, *shared_}.run();
  } catch (const std::exception& error) {
    ::dprintf(STDERR_FILENO, "churn: %s\n", error.what());
    ::_exit(1);
  }
  ::_exit(0);
}

Churn::~Churn() {
  end();
  ::munmap(shared_, sizeof(Shared));
}

std::uint64_t Churn::count() const { return shared_->objects; }

bool Churn::end() {
  if (pid_ < 0) return false;
  shared_->is_over = true;
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace skep::test
