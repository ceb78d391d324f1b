// Reading and writing the elements of a map one by one.
//
// A key or value of no bytes (those of queues) is passed as an empty view.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "src/map/map.h"
#include "src/sys/bytes.h"
#include "src/sys/error.h"

namespace skep::map {

// Look up the value of a key; of a queue or stack, the element that comes next.
// Shape:  a value for each CPU in a per-CPU map, see ValueLayout; the id of
//         the map or program in a map that holds such.
// Errors: nullopt when the key is absent.
[[nodiscard]] std::optional<Bytes> lookup(const Map& map, ByteView key);

// Look up and remove at once.
// Errors: nullopt when the key is absent, or the queue empty.
[[nodiscard]] std::optional<Bytes> take(const Map& map, ByteView key);

// Is the value (probably) in a bloom filter?
[[nodiscard]] bool contains(const Map& map, ByteView value);

// Set the value of a key; `flags` is BPF_ANY, BPF_NOEXIST or BPF_EXIST. In a
// per-CPU map every CPU gets `value`; in a map of maps or programs it is a
// descriptor.
void update(const Map& map, ByteView key, ByteView value, std::uint64_t flags);

// Set the values of a key in a per-CPU map: one for each possible CPU.
void update_each_cpu(const Map& map, ByteView key,
                     const std::vector<Bytes>& values, std::uint64_t flags);

// Set the value of one possible CPU; the others keep theirs. With a new key
// they have zeros.
// Source: BPF_F_CPU, since Linux 7.0, for BPF_ANY. Else all values are read and
//         written back, which undoes what other CPUs write meanwhile.
void update_one_cpu(const Map& map, ByteView key, std::uint32_t cpu,
                    ByteView value, std::uint64_t flags);

void remove(const Map& map, ByteView key);

// Return the key after `key`; the first one if `key` is null or absent.
// Errors: nullopt when there is none.
[[nodiscard]] std::optional<Bytes> next_key(const Map& map,
                                            const std::optional<Bytes>& key);

// Make the map read-only for user space, for ever.
void freeze(const Map& map);

// Throw the error of a write to a frozen map, before anything is written.
void check_not_frozen(const Map& map, std::string_view action);

// Make the error for a failed call on elements, "can't `action` map 'm'", from
// its result, with what is known about this failure.
[[nodiscard]] Error access_error(const Map& map, int result,
                                 std::string_view action);

}  // namespace skep::map
