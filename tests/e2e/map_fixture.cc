#include "tests/e2e/map_fixture.h"

#include <bpf/bpf.h>

#include <array>

#include "src/sys/error.h"
#include "src/sys/kernel_object.h"

namespace skep::test {
namespace {

Fd create(const MapShape& shape, const std::string& name) {
  bpf_map_create_opts options{};
  options.sz = sizeof options;
  options.map_flags = shape.flags;
  if (shape.inner_map >= 0)
    options.inner_map_fd = static_cast<std::uint32_t>(shape.inner_map);
  return Fd{check(bpf_map_create(shape.type, name.c_str(), shape.key_size,
                                 shape.value_size, shape.max_entries, &options),
                  "can't create the map of a test")};
}

bpf_insn set_register(std::uint8_t reg, std::int32_t value) {
  bpf_insn insn{};
  insn.code = BPF_ALU64 | BPF_MOV | BPF_K;
  insn.dst_reg = reg & 0xfU;
  insn.imm = value;
  return insn;
}

}  // namespace

TestMap::TestMap(const MapShape& shape) : name_(unique_name("m")) {
  const Fd fd = create(shape, name_);
  check(bpf_obj_pin(fd.get(), pin().c_str()), "can't pin the map of a test");
  ref_ = "id " + std::to_string(info_of<bpf_map_info>(fd).id);
}

Fd TestMap::open() const {
  return open_pinned(ObjectKind::map, pin(), /*writable=*/true);
}

void TestMap::set(ByteView key, ByteView value) const {
  check(bpf_map_update_elem(open().get(), key.empty() ? nullptr : key.data(),
                            value.data(), BPF_ANY),
        "can't fill the map of a test");
}

std::vector<std::string> specs_of_all_types(const TestMap& inner) {
  const std::string of_maps =
      " key 4 value 4 entries 4 inner_map " + inner.ref();
  return {"hash key 4 value 8 entries 4",
          "array key 4 value 8 entries 4",
          "prog_array key 4 value 4 entries 4",
          "perf_event_array key 4 value 4 entries 4",
          "percpu_hash key 4 value 8 entries 4",
          "percpu_array key 4 value 8 entries 4",
          "stack_trace key 4 value 80 entries 4",
          "cgroup_array key 4 value 4 entries 4",
          "lru_hash key 4 value 8 entries 4",
          "lru_percpu_hash key 4 value 8 entries 4",
          "lpm_trie key 8 value 4 entries 4 flags 1",
          "array_of_maps" + of_maps,
          "hash_of_maps" + of_maps,
          "devmap key 4 value 4 entries 4",
          "sockmap key 4 value 4 entries 4",
          "cpumap key 4 value 4 entries 1",
          "xskmap key 4 value 4 entries 4",
          "sockhash key 4 value 8 entries 4",
          "cgroup_storage key 16 value 4 entries 0",
          "reuseport_sockarray key 4 value 8 entries 4",
          "percpu_cgroup_storage key 16 value 4 entries 0",
          "queue key 0 value 4 entries 4",
          "stack key 0 value 4 entries 4",
          "devmap_hash key 4 value 8 entries 4",
          "ringbuf key 0 value 0 entries 4096",
          "bloom_filter key 0 value 4 entries 100",
          "user_ringbuf key 0 value 0 entries 4096"};
}

Fd load_idle_prog(bpf_prog_type type, const std::string& name,
                  std::int32_t mark) {
  bpf_insn exit{};
  exit.code = BPF_JMP | BPF_EXIT;
  const std::array<bpf_insn, 3> insns{set_register(BPF_REG_1, mark),
                                      set_register(BPF_REG_0, 0), exit};
  return Fd{check(bpf_prog_load(type, name.c_str(), "GPL", insns.data(),
                                insns.size(), nullptr),
                  "can't load the program of a test")};
}

}  // namespace skep::test
