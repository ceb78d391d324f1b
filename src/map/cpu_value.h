// One value made of those that the CPUs have.
#pragma once

#include <vector>

#include "src/map/columns.h"
#include "src/map/query.h"
#include "src/map/value_layout.h"
#include "src/sys/bytes.h"

namespace skep::map {

class CpuValue {
 public:
  // `layout` is that of the values of all CPUs; it must outlive this.
  // Errors: usage error: the map is not per-CPU, it has no such CPU, or its
  //         values hold no numbers.
  CpuValue(const CpuChoice& choice, const ValueLayout& layout,
           const Columns& columns);

  // Return the value of the chosen CPU; or the sum, least or largest of each
  // number, with all else as the first CPU has it. Until the next call.
  // Shape:  sums wrap as the type of the number does; of members of a union
  //         that overlap, the first one counts.
  [[nodiscard]] ByteView of(ByteView values);

 private:
  void combine(ByteView value);

  CpuChoice choice_;
  const ValueLayout& layout_;
  std::size_t place_ = 0;  // of the chosen CPU
  std::vector<Column> numbers_;
  Bytes result_;
};

// Do the numbers of a column count something, so that a sum of them makes
// sense? Not so enumerators, truth values, characters and pointers.
[[nodiscard]] bool is_countable(const Columns& columns, const Column& column);

}  // namespace skep::map
