// Times skep beside bpftool on the same objects, in the same run, and prints
// medians and ratios. Absolute times are of this machine; ratios travel.
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "src/sys/error.h"
#include "src/sys/fd.h"
#include "src/sys/text.h"

namespace skep {
namespace {

constexpr std::uint32_t entries = 1'000'000;
constexpr int runs = 5;

// A BPF file system of the benchmark's own.
class Pins {
 public:
  Pins() : path_(std::filesystem::temp_directory_path() / "skep-XXXXXX") {
    check(::mkdtemp(path_.data()), "can't make a directory");
    check(::mount("bpf", path_.c_str(), "bpf", 0, nullptr), "can't mount {}",
          path_);
  }
  Pins(const Pins&) = delete;
  Pins& operator=(const Pins&) = delete;
  ~Pins() {
    ::umount2(path_.c_str(), MNT_DETACH);
    ::rmdir(path_.c_str());
  }
  [[nodiscard]] std::string operator/(const std::string& name) const {
    return path_ + "/" + name;
  }

 private:
  std::string path_;
};

struct Value {
  std::uint64_t packets;
  std::uint32_t last[2];
};

// Load the BTF of a u32 key and of Value; returns their ids 1 and 4.
Fd load_value_types() {
  btf* types = check(btf__new_empty(), "can't make a BTF");
  btf__add_int(types, "unsigned int", 4, 0);
  btf__add_int(types, "unsigned long long", 8, 0);
  btf__add_array(types, 1, 1, 2);
  btf__add_struct(types, "value", sizeof(Value));
  btf__add_field(types, "packets", 2, 0, 0);
  btf__add_field(types, "last", 3, 64, 0);
  check(btf__load_into_kernel(types), "can't load a BTF");
  Fd fd{::dup(btf__fd(types))};
  btf__free(types);
  return fd;
}

void fill(const Fd& map) {
  std::vector<std::uint32_t> keys(entries);
  std::vector<Value> values(entries);
  for (std::uint32_t i = 0; i < entries; ++i) {
    keys[i] = i;
    values[i] = {i * 7919ULL, {i, ~i}};
  }
  bpf_map_batch_opts options{};
  options.sz = sizeof options;
  std::uint32_t count = entries;
  check(bpf_map_update_batch(map.get(), keys.data(), values.data(), &count,
                             &options),
        "can't fill a map");
}

// Make and pin a hash of a million entries, with BTF or without.
void make_map(const std::string& path, bool has_btf) {
  const Fd types = load_value_types();
  bpf_map_create_opts options{};
  options.sz = sizeof options;
  if (has_btf) {
    options.btf_fd = static_cast<std::uint32_t>(types.get());
    options.btf_key_type_id = 1;
    options.btf_value_type_id = 4;
  }
  const Fd map{check(bpf_map_create(BPF_MAP_TYPE_HASH, "bench", 4,
                                    sizeof(Value), entries, &options),
                     "can't create a map")};
  fill(map);
  check(bpf_obj_pin(map.get(), path.c_str()), "can't pin {}", path);
}

// Run a program, its output thrown away; returns seconds.
double time_run(const std::string& program, const std::string& words) {
  std::vector<std::string> argv = split(words, ' ');
  argv.insert(argv.begin(), program);
  std::vector<char*> pointers;
  for (std::string& word : argv) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  const auto start = std::chrono::steady_clock::now();
  const pid_t pid = check(::fork(), "can't start {}", program);
  if (pid == 0) {
    const int null = ::open("/dev/null", O_WRONLY);
    ::dup2(null, STDOUT_FILENO);
    ::execv(pointers[0], pointers.data());
    ::_exit(127);
  }
  int status = 0;
  check(::waitpid(pid, &status, 0), "can't wait for {}", program);
  if (status != 0) throw failure("{} {} failed", program, words);
  const auto end = std::chrono::steady_clock::now();
  return std::chrono::duration<double>(end - start).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

// Time both in turn, so that a drift of the machine meets both alike.
void compare(const std::string& what, const std::string& words) {
  std::vector<double> ours;
  std::vector<double> theirs;
  for (int i = 0; i < runs; ++i) {
    ours.push_back(time_run(SKEP_PROGRAM, words));
    theirs.push_back(time_run(SKEP_BPFTOOL, words));
  }
  fmt::print("{:<34} {:>9.1f} ms {:>9.1f} ms {:>7.1f}x\n", what,
             median(ours) * 1e3, median(theirs) * 1e3,
             median(theirs) / median(ours));
}

void run_all() {
  const Pins pins;
  make_map(pins / "raw", false);
  make_map(pins / "typed", true);
  fmt::print("{:<34} {:>12} {:>12} {:>8}\n", "", "skep", "bpftool", "faster");
  compare("version (start-up alone)", "version");
  compare("map dump, 1M entries, bytes", "map dump pinned " + pins / "raw");
  compare("map dump, 1M entries, BTF", "map dump pinned " + pins / "typed");
  compare("map dump -j, 1M entries, bytes",
          "-j map dump pinned " + pins / "raw");
  compare("map dump -j, 1M entries, BTF",
          "-j map dump pinned " + pins / "typed");
  compare("map lookup", "map lookup pinned " + pins / "raw key 7 0 0 0");
  compare("map show, one map", "map show pinned " + pins / "raw");
  compare("prog show", "prog show");
  compare("gen skeleton", "gen skeleton " SKEP_BPF_DIR "/globals.bpf.o");
}

}  // namespace
}  // namespace skep

int main() {
  try {
    skep::run_all();
  } catch (const skep::Error& error) {
    fmt::print(stderr, "bench: {}\n", error.what());
    return 1;
  }
}
