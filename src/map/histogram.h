// How often numbers of which size occur: a bucket for each power of two.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "src/map/columns.h"
#include "src/output/writer.h"
#include "src/sys/bytes.h"

namespace skep::map {

class Histogram {
 public:
  // Errors: usage error for a column without numbers of up to 64 bits.
  explicit Histogram(Column column);

  // Count what an element has in the column; `part` is its key or value.
  // Shape:  of real numbers, the whole part; what is missing, or is no number,
  //         is left out.
  void add(ByteView part);

  // Print the field and the buckets, from the first to the last that is not
  // empty; as text with bars.
  void print(Writer& out) const;

 private:
  // Numbers below 0; 0; then for each power of two those up to the next.
  static constexpr std::size_t buckets = 66;

  void count_real(double number);
  [[nodiscard]] std::size_t first() const;
  [[nodiscard]] std::size_t end() const;

  Column column_;
  std::array<std::uint64_t, buckets> counts_{};
};

}  // namespace skep::map
