#include "src/map/value_layout.h"

#include <algorithm>

#include "src/map/map_type.h"
#include "src/sys/cpus.h"

namespace skep::map {

ValueLayout::ValueLayout(const bpf_map_info& info)
    : ValueLayout(info.value_size, map::is_per_cpu(info.type)
                                       ? possible_cpus()
                                       : std::vector<std::uint32_t>{}) {}

std::size_t ValueLayout::stride() const {
  return is_per_cpu() ? (std::size_t{size_} + 7) / 8 * 8 : size_;
}

std::size_t ValueLayout::total_size() const {
  return stride() * std::max<std::size_t>(cpus_.size(), 1);
}

ByteView ValueLayout::value_at(ByteView values, std::size_t place) const {
  return values.subspan(place * stride(), size_);
}

MutableBytes ValueLayout::value_at(MutableBytes values,
                                   std::size_t place) const {
  return values.subspan(place * stride(), size_);
}

Bytes ValueLayout::replicate(ByteView value) const {
  Bytes values(total_size());
  for (std::size_t at = 0; at < values.size(); at += stride())
    std::copy(value.begin(), value.end(),
              values.begin() + static_cast<std::ptrdiff_t>(at));
  return values;
}

Bytes ValueLayout::lay_out(const std::vector<Bytes>& values) const {
  Bytes all(total_size());
  for (std::size_t i = 0; i < values.size(); ++i)
    std::copy(values[i].begin(), values[i].end(),
              value_at(MutableBytes{all}, i).begin());
  return all;
}

}  // namespace skep::map
