#include "tests/e2e/map_verb_table.h"

namespace skep::test {
namespace {

constexpr const char* small = "key 4 value 4 entries 4";
constexpr const char* typed =
    "--key-type int --value-type u64 flags BPF_F_NO_PREALLOC";

}  // namespace

// Stack traces can be looked up and removed at once since Linux 6.19.
Rows rows_of_elements(const Things& things) {
  const std::string of_maps = std::string{small} + " inner_map " + things.map;
  return {{"hash", small, "1 0 0 0", "2 0 0 0"},
          {"percpu_hash", small, "1 0 0 0", "2 0 0 0"},
          {"lru_hash", small, "1 0 0 0", "2 0 0 0"},
          {"lru_percpu_hash", small, "1 0 0 0", "2 0 0 0"},
          {.type = "array",
           .spec = small,
           .key = "1 0 0 0",
           .value = "2 0 0 0",
           .pop = refused,
           .erase = has_all},
          {.type = "percpu_array",
           .spec = small,
           .key = "1 0 0 0",
           .value = "2 0 0 0",
           .pop = refused,
           .erase = has_all},
          {.type = "lpm_trie",
           .spec = "key 8 value 4 entries 4 flags BPF_F_NO_PREALLOC",
           .key = "10.0.0.0/8",
           .value = "2 0 0 0",
           .pop = refused},
          {.type = "array_of_maps",
           .spec = of_maps,
           .key = "1 0 0 0",
           .value = things.map,
           .pop = refused},
          {.type = "hash_of_maps",
           .spec = of_maps,
           .key = "1 0 0 0",
           .value = things.map,
           .pop = refused},
          {.type = "prog_array",
           .spec = small,
           .key = "1 0 0 0",
           .value = things.prog,
           .pop = refused},
          {.type = "stack_trace",
           .spec = "key 4 value 8 entries 4",
           .key = "1 0 0 0",
           .value = "u64:0",
           .update = invalid,
           .lookup = not_found,
           .getnext = no_next_key,
           .pop = "can't do this with a map of type|no such key",
           .erase = no_such_key},
          {.type = "cgroup_storage",
           .spec = "key 16 value 4",
           .key = "u64:0 u64:0",
           .value = "2 0 0 0",
           .update = no_such_key,
           .lookup = not_found,
           .getnext = no_next_key,
           .pop = refused,
           .erase = invalid},
          {.type = "percpu_cgroup_storage",
           .spec = "key 16 value 4",
           .key = "u64:0 u64:0",
           .value = "2 0 0 0",
           .update = no_such_key,
           .lookup = not_found,
           .getnext = no_next_key,
           .pop = refused,
           .erase = invalid}};
}

Rows rows_of_descriptors(const Things& things) {
  return {{.type = "perf_event_array",
           .spec = "key 4 value 4 entries 16",
           .key = "1 0 0 0",
           .value = "255 255 0 0",
           .update = bad_descriptor,
           .lookup = refused,
           .pop = refused,
           .erase = no_such_key},
          {.type = "cgroup_array",
           .spec = small,
           .key = "1 0 0 0",
           .value = things.cgroup,
           .lookup = refused,
           .pop = refused},
          {.type = "devmap",
           .spec = small,
           .key = "1 0 0 0",
           .value = "1 0 0 0",
           .pop = refused},
          {.type = "devmap_hash",
           .spec = "key 4 value 8 entries 4",
           .key = "9 0 0 0",
           .value = "u32:1 u32:0",
           .pop = refused},
          {.type = "cpumap",
           .spec = "key 4 value 4 entries 1",
           .key = "0 0 0 0",
           .value = "64 0 0 0",
           .pop = refused},
          {.type = "sockmap",
           .spec = "key 4 value 8 entries 4",
           .key = "1 0 0 0",
           .value = things.socket,
           .pop = refused},
          {.type = "sockhash",
           .spec = "key 4 value 8 entries 4",
           .key = "1 0 0 0",
           .value = things.socket,
           .pop = refused},
          {.type = "reuseport_sockarray",
           .spec = "key 4 value 8 entries 4",
           .key = "1 0 0 0",
           .value = things.socket,
           .pop = refused},
          {.type = "xskmap",
           .spec = small,
           .key = "1 0 0 0",
           .value = things.xdp_socket,
           .lookup = refused,
           .pop = refused}};
}

Rows rows_without_keys() {
  const Row queue{.type = "queue",
                  .spec = "value 4 entries 4",
                  .key = {},
                  .value = "2 0 0 0",
                  .dump = no_list,
                  .getnext = comes_next,
                  .push = works,
                  .erase = comes_next};
  const Row ring{.type = "ringbuf",
                 .spec = "entries 65536",
                 .key = {},
                 .value = {},
                 .update = refused,
                 .lookup = refused,
                 .dump = no_list,
                 .getnext = refused,
                 .pop = refused,
                 .push = refused,
                 .erase = refused};
  Rows rows{queue, queue, ring, ring};
  rows[1].type = "stack";
  rows[3].type = "user_ringbuf";
  rows.push_back({.type = "bloom_filter",
                  .spec = "value 4 entries 4",
                  .key = {},
                  .value = "2 0 0 0",
                  .dump = no_list,
                  .getnext = refused,
                  .pop = refused,
                  .push = works,
                  .erase = refused});
  return rows;
}

Row row_of_arena() {
  return {.type = "arena",
          .spec = "entries 4 flags BPF_F_MMAPABLE",
          .key = {},
          .value = {},
          .update = refused,
          .lookup = is_memory,
          .dump = no_list,
          .getnext = refused,
          .pop = refused,
          .push = refused,
          .erase = refused};
}

Row row_of_storage(std::string_view type, const std::string& key) {
  return {.type = type,
          .spec = typed,
          .key = key,
          .value = "5",
          .dump = no_list,
          .getnext = refused,
          .pop = refused};
}

Row row_of_insns() {
  return {.type = "insn_array",
          .spec = "key 4 value 16 entries 4",
          .key = "1 0 0 0",
          .value = "u64:0 u64:0",
          .pop = refused,
          .erase = has_all};
}

}  // namespace skep::test
