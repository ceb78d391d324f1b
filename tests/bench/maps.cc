#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/mount.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "src/sys/bytes.h"
#include "src/sys/error.h"
#include "src/sys/fd.h"
#include "tests/bench/suites.h"
#include "tests/bench/timing.h"

namespace skep::bench {
namespace {

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

// A directory of the benchmark's own, for what is imported.
class Files {
 public:
  Files() : path_(std::filesystem::temp_directory_path() / "skep-XXXXXX") {
    check(::mkdtemp(path_.data()), "can't make a directory");
  }
  Files(const Files&) = delete;
  Files& operator=(const Files&) = delete;
  ~Files() { std::filesystem::remove_all(path_); }
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

constexpr std::uint32_t batch = 4096;

// The benchmark itself needs little memory: its children inherit it.
void fill(const Fd& map, std::uint32_t entries) {
  std::vector<std::uint32_t> keys(batch);
  std::vector<Value> values(batch);
  for (std::uint32_t from = 0; from < entries; from += batch) {
    std::uint32_t count = std::min(batch, entries - from);
    for (std::uint32_t i = 0; i < count; ++i) {
      keys[i] = from + i;
      values[i] = {keys[i] * 7919ULL, {keys[i], ~keys[i]}};
    }
    check(bpf_map_update_batch(map.get(), keys.data(), values.data(), &count,
                               nullptr),
          "can't fill a map");
  }
}

// Make and pin a hash that is full, with BTF or without.
void make_map(const std::string& path, bool has_btf, std::uint32_t entries) {
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
  fill(map, entries);
  check(bpf_obj_pin(map.get(), path.c_str()), "can't pin {}", path);
}

// Read all the elements, and do nothing with them.
void read_all(const std::string& path) {
  const Fd map{check(bpf_obj_get(path.c_str()), "can't open {}", path)};
  std::vector<std::uint32_t> keys(batch);
  std::vector<Value> values(batch);
  std::uint64_t at = 0;
  for (bool is_first = true;; is_first = false) {
    std::uint32_t count = batch;
    const int result =
        bpf_map_lookup_batch(map.get(), is_first ? nullptr : &at, &at,
                             keys.data(), values.data(), &count, nullptr);
    if (result == -ENOENT) return;
    check(result, "can't read {}", path);
  }
}

Words ours(const std::string& line) {
  return words_of(SKEP_PROGRAM " " + line);
}
Words theirs(const std::string& line) {
  return words_of(SKEP_BPFTOOL " " + line);
}

void beside_bpftool(const std::string& what, const std::string& line) {
  compare(what, ours(line), theirs(line));
}

void compare_dumps(const Pins& pins) {
  const std::string raw = "map dump pinned " + pins / "raw";
  const std::string typed = "map dump pinned " + pins / "typed";
  beside_bpftool("dump, bytes", raw);
  beside_bpftool("dump, bytes, -j", "-j " + raw);
  beside_bpftool("dump, BTF", typed);
  beside_bpftool("dump, BTF, -j", "-j " + typed);
  compare("dump, BTF, --format ndjson beside -j",
          ours(typed + " --format ndjson"), theirs("-j " + typed));
  compare(
      "read in batches, print nothing",
      [path = pins / "typed"] { read_all(path); }, theirs("-j " + typed));
}

// Ten times the elements take ten times as long, and no more memory.
void measure_large_map(const Pins& pins) {
  make_map(pins / "large", true, 10'000'000);
  const std::string line = "map dump pinned " + pins / "large";
  measure_alone("dump, BTF, 10M entries", ours(line));
  measure_alone("dump, BTF, -j, 10M entries", ours("-j " + line));
  const Files files;
  const std::string copy = " pinned " + pins / "large" + " " + files / "copy";
  measure_alone("export, binary, 10M entries",
                ours("map export" + copy + " --format binary"));
  measure_alone("import, binary, 10M entries", ours("map import" + copy));
  ::unlink((pins / "large").c_str());
}

// Write the line of a batch that sets each element of `map`.
void write_batch(const std::string& path, const std::string& map) {
  std::ofstream file{path};
  const auto hex = [](const auto& value) {
    return fmt::format("{:02x}", fmt::join(bytes_of(value), " "));
  };
  for (std::uint32_t i = 0; i < 1'000'000; ++i)
    file << "map update pinned " << map << " key hex " << hex(i)
         << " value hex " << hex(Value{i * 7919ULL, {i, ~i}}) << '\n';
}

void run_skep(const std::string& line) {
  const std::string command = SKEP_PROGRAM " " + line + " >/dev/null";
  if (std::system(command.c_str()) != 0) throw failure("{} failed", command);
}

// Restore a map from what skep exports, beside a batch of bpftool's.
void import_beside_batch(const std::string& map) {
  const Files files;
  const std::string commands = files / "batch";
  write_batch(commands, map);
  for (const std::string form : {"ndjson", "binary"}) {
    const std::string file = files / form;
    run_skep("map export pinned " + map + " " + file + " --format " + form);
    compare("import, BTF, " + form,
            {SKEP_PROGRAM, "map", "import", "pinned", map, file},
            {SKEP_BPFTOOL, "batch", "file", commands});
  }
}

}  // namespace

void run_maps() {
  const Pins pins;
  make_map(pins / "raw", false, 1'000'000);
  make_map(pins / "typed", true, 1'000'000);
  print_head("skep", "bpftool");
  beside_bpftool("version (start-up alone)", "version");
  compare_dumps(pins);
  import_beside_batch(pins / "typed");
  beside_bpftool("map lookup", "map lookup pinned " + pins / "raw key 7 0 0 0");
  beside_bpftool("map show, one map", "map show pinned " + pins / "raw");
  beside_bpftool("prog show", "prog show");
  measure_large_map(pins);
}

}  // namespace skep::bench
