// What is asked of the elements of a map.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace skep::map {

// Rows for other programs: an element a line.
enum class RowFormat { ndjson, csv };

// Which value of a per-CPU map: that of one CPU, or one made of all.
struct CpuChoice {
  enum class Kind { one, sum, min, max };

  Kind kind = Kind::one;
  std::uint32_t cpu = 0;

  bool operator==(const CpuChoice&) const = default;
};

struct Query {
  std::optional<std::string> filter{};  // see Filter
  std::optional<CpuChoice> cpu{};
  std::optional<std::string> sort{};  // by this field
  bool is_reversed = false;
  std::optional<std::uint64_t> top{};  // how many of the largest
  std::optional<std::uint64_t> limit{};
  bool keys_only = false;
  bool count = false;                      // how many there are, alone
  std::optional<std::string> histogram{};  // of this field
  std::optional<RowFormat> format{};
  std::optional<std::chrono::milliseconds> watch{};  // changes after each

  [[nodiscard]] bool is_empty() const { return *this == Query{}; }
  bool operator==(const Query&) const = default;
};

// Require that the parts of a query make sense together.
// Errors: usage error that names two that do not.
void check_query(const Query& query);

}  // namespace skep::map
