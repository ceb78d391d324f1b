// Maps that a test makes, and that vanish with it.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "src/sys/bytes.h"
#include "src/sys/fd.h"
#include "tests/e2e/harness.h"

namespace skep::test {

struct MapShape {
  bpf_map_type type = BPF_MAP_TYPE_HASH;
  std::uint32_t key_size = 4;
  std::uint32_t value_size = 4;
  std::uint32_t max_entries = 8;
  std::uint32_t flags = 0;
  int inner_map = -1;
};

// A map of the kernel's. A pin keeps it, not a descriptor, so that `map show`
// has no process to tell of: a bpftool that is built without BPF finds none.
class TestMap {
 public:
  explicit TestMap(const MapShape& shape = {});

  [[nodiscard]] const std::string& name() const { return name_; }
  [[nodiscard]] std::string pin() const { return bpffs_ / "map"; }
  // Return "id N", which names it on a command line.
  [[nodiscard]] const std::string& ref() const { return ref_; }
  [[nodiscard]] Fd open() const;

  // Set an element; of a per-CPU map `value` holds that of every CPU.
  void set(ByteView key, ByteView value) const;
  template <typename K, typename V>
    requires(std::is_trivially_copyable_v<K> && std::is_trivially_copyable_v<V>)
  void set(const K& key, const V& value) const {
    set(bytes_of(key), bytes_of(value));
  }

 private:
  Bpffs bpffs_;
  std::string name_;
  std::string ref_;
};

// Return words for `map create`, behind `type`, for a map of every type that
// needs no BTF; maps of maps are to hold such as `inner`.
std::vector<std::string> specs_of_all_types(const TestMap& inner);

// Load a program that does nothing; `mark` makes its tag its own.
[[nodiscard]] Fd load_idle_prog(bpf_prog_type type,
                                const std::string& name = "skep_idle",
                                std::int32_t mark = 0);

}  // namespace skep::test
