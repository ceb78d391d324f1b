// What tells the kernel's map types apart, and what they have in common.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace skep::map {

// Return the name of a map type, "lru_hash"; nullopt for one that is newer than
// this program.
[[nodiscard]] std::optional<std::string_view> type_name(std::uint32_t type);
// Return the same for messages: "type 99" for one without a name.
[[nodiscard]] std::string type_label(std::uint32_t type);

// Return all the names, in the kernel's order.
[[nodiscard]] const std::vector<std::string>& type_names();
// Return the type of this name.
[[nodiscard]] std::optional<std::uint32_t> find_type(std::string_view name);

// Does each CPU have a value of its own?
[[nodiscard]] bool is_per_cpu(std::uint32_t type);
// Are the values maps, or programs? One writes descriptors and reads ids.
[[nodiscard]] bool holds_maps(std::uint32_t type);
[[nodiscard]] bool holds_progs(std::uint32_t type);
// Is a key without a value no element at all? In the other types, it is a slot
// that nothing can be read from.
[[nodiscard]] bool skips_empty(std::uint32_t type);
// Does BPF_MAP_LOOKUP_BATCH, where there is one, show every element that
// walking the keys would show?
[[nodiscard]] bool reads_in_batches(std::uint32_t type);
// Is the key the number of a descriptor, of a socket, task, file or cgroup?
[[nodiscard]] bool has_descriptor_keys(std::uint32_t type);
// Are the values bytes that user space writes as it reads them, not descriptors
// or what the kernel alone can write?
[[nodiscard]] bool holds_bytes(std::uint32_t type);
// Are there elements that user space can change, but neither add nor remove?
[[nodiscard]] bool keeps_elements(std::uint32_t type);

// Return what to do with a map whose elements can't be listed; empty for one
// whose elements can.
[[nodiscard]] std::string_view instead_of_listing(std::uint32_t type);

// Return what a new map of this type needs, "keys of 4 bytes"; empty when
// nothing is known. Without it the kernel answers a bare EINVAL.
[[nodiscard]] std::string_view creation_needs(std::uint32_t type);

}  // namespace skep::map
