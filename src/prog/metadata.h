// What a program says about itself: variables named bpf_metadata_*.
#pragma once

#include <linux/bpf.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "src/output/writer.h"
#include "src/sys/bytes.h"

namespace skep::prog {

// How the names of such variables begin.
inline constexpr std::string_view metadata_prefix = "bpf_metadata_";

enum class DataKind : std::uint32_t {
  none,  // no read-only global data, or without types
  plain,
  may_be_metadata,
};

// What is in maps, by their ids.
using DataKinds = std::unordered_map<std::uint32_t, DataKind>;

// Can a map of this name have read-only global data?
[[nodiscard]] bool may_be_readonly(std::string_view map_name);

// Finds the metadata of programs. What it has learned of a map or of a BTF it
// keeps: programs have many of them in common.
// Source: the first map of read-only global data that has BTF.
class Metadata {
 public:
  Metadata() = default;
  // Before the first map is looked at, ask what is known of all maps.
  explicit Metadata(std::function<DataKinds()> ask) : ask_(std::move(ask)) {}

  // Print the metadata of a program that uses these maps, as bpftool does;
  // nothing if it has none.
  void print(Writer& out, std::span<const std::uint32_t> map_ids);

 private:
  struct Section;

  [[nodiscard]] std::optional<Section> find(
      std::span<const std::uint32_t> map_ids);
  [[nodiscard]] std::optional<Section> find_if_allowed(
      std::span<const std::uint32_t> map_ids);
  [[nodiscard]] DataKind kind_of(const bpf_map_info& map);
  [[nodiscard]] bool may_name_metadata(std::uint32_t btf_id);

  std::function<DataKinds()> ask_{};  // empty: asked, or nothing to ask
  DataKinds kinds_{};
  std::unordered_set<std::uint32_t> plain_btfs_{};  // without metadata
  Bytes raw_btf_{};
};

}  // namespace skep::prog
