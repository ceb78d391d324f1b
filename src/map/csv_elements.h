// Elements as comma-separated values, as `map dump --format csv` prints them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/map/columns.h"
#include "src/map/element_layout.h"
#include "src/map/text_window.h"
#include "src/sys/bytes.h"
#include "src/sys/replayed_input.h"

namespace skep::map {

// Cut a line into its cells; quotes are taken off.
// Errors: Error for a quote without its other one.
[[nodiscard]] std::vector<std::string> split_csv(std::string_view line);

class CsvElements {
 public:
  // Read the header: paths of columns in any order, and "cpu" in a per-CPU map.
  // Columns that are not there are zero. `input` and `layout` must outlive it.
  // Errors: Error for a path that the elements do not have, or twice.
  CsvElements(ReplayedInput& input, const ElementLayout& layout);

  // Read one element: a line or, in a per-CPU map, one for each CPU.
  // Errors: Error that names the column.
  [[nodiscard]] bool next(MutableBytes key, MutableBytes values);
  // Return the number of the last line.
  [[nodiscard]] std::uint64_t place() const { return lines_.number(); }

 private:
  void read_header();
  [[nodiscard]] bool read_row();
  void check_columns() const;
  [[nodiscard]] std::size_t place_of_cpu() const;
  void decode(Part part, MutableBytes bytes) const;
  void write_cells(Part part, MutableBytes bytes, const Bytes& expected) const;
  void next_cpus(MutableBytes key, MutableBytes values);

  const ElementLayout& layout_;
  Columns columns_;
  Lines lines_;
  std::vector<std::optional<Column>> header_{};  // nullopt: "cpu"
  std::vector<std::string> cells_{};
};

}  // namespace skep::map
