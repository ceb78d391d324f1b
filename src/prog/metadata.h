// What a program says about itself: variables named bpf_metadata_*.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "src/output/writer.h"
#include "src/sys/bytes.h"

namespace skep::prog {

// The BTF of each map that has read-only global data with types; 0 for others.
using DataMaps = std::unordered_map<std::uint32_t, std::uint32_t>;

// Is this such a map?
[[nodiscard]] bool is_readonly_data(const bpf_map_info& map);

// Finds the metadata of programs. What it has learned of a map or of a BTF it
// keeps: programs have many of them in common.
// Source: the first map of read-only global data that has BTF.
class Metadata {
 public:
  // Take what is known of maps already.
  explicit Metadata(DataMaps known = {}) : data_maps_(std::move(known)) {}

  // Print the metadata of a program that uses these maps, as bpftool does;
  // nothing if it has none.
  void print(Writer& out, std::span<const std::uint32_t> map_ids);

 private:
  struct Section;

  [[nodiscard]] std::optional<Section> find(
      std::span<const std::uint32_t> map_ids);
  [[nodiscard]] std::optional<Section> find_if_allowed(
      std::span<const std::uint32_t> map_ids);
  [[nodiscard]] bool may_name_metadata(std::uint32_t btf_id);

  DataMaps data_maps_;
  std::unordered_set<std::uint32_t> plain_btfs_{};  // without metadata
  Bytes raw_btf_{};
};

}  // namespace skep::prog
