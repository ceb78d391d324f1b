#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "src/sys/error.h"
#include "src/sys/fd.h"
#include "src/sys/text.h"
#include "tests/bench/suites.h"
#include "tests/bench/timing.h"

namespace skep::bench {
namespace {

constexpr std::uint32_t entries = 1'000'000;

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

void beside_bpftool(const std::string& what, const std::string& line) {
  Words ours = split(line, ' ');
  Words theirs = ours;
  ours.insert(ours.begin(), SKEP_PROGRAM);
  theirs.insert(theirs.begin(), SKEP_BPFTOOL);
  compare(what, ours, theirs);
}

}  // namespace

void run_maps() {
  const Pins pins;
  make_map(pins / "raw", false);
  make_map(pins / "typed", true);
  print_head("skep", "bpftool");
  beside_bpftool("version (start-up alone)", "version");
  beside_bpftool("map dump, 1M entries, bytes",
                 "map dump pinned " + pins / "raw");
  beside_bpftool("map dump, 1M entries, BTF",
                 "map dump pinned " + pins / "typed");
  beside_bpftool("map dump -j, 1M entries, bytes",
                 "-j map dump pinned " + pins / "raw");
  beside_bpftool("map dump -j, 1M entries, BTF",
                 "-j map dump pinned " + pins / "typed");
  beside_bpftool("map lookup", "map lookup pinned " + pins / "raw key 7 0 0 0");
  beside_bpftool("map show, one map", "map show pinned " + pins / "raw");
  beside_bpftool("prog show", "prog show");
}

}  // namespace skep::bench
