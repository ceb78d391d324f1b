#include "src/map/event_shape.h"

#include <algorithm>

#include "src/btf/parts.h"

namespace skep::map {
namespace {

// The kernel fills records of a perf event up to where the next one begins: to
// a multiple of 8 bytes, behind 4 that hold the size.
std::size_t size_through_perf(std::size_t size) {
  return (size + 4 + 7) / 8 * 8 - 4;
}

// Return the array that a struct ends with; null if it ends with another type.
const btf::Array* last_array(btf::BtfView btf, const btf_type& type) {
  if (!btf_is_struct(&type) || btf_vlen(&type) == 0) return nullptr;
  const auto last =
      btf::member_of(type, static_cast<std::uint32_t>(btf_vlen(&type) - 1));
  const btf_type* member = btf.resolve(last.type);
  return member != nullptr && btf_is_array(member) ? &btf::array_of(*member)
                                                   : nullptr;
}

}  // namespace

EventShape::EventShape(btf::BtfView btf, btf::TypeId type)
    : size_(btf.resolve_size(type).value_or(0)), least_(size_) {
  const btf_type* whole = btf.resolve(type);
  if (whole == nullptr) return;
  const btf::Array* array = last_array(btf, *whole);
  if (array == nullptr) return;
  is_open_ = array->nelems == 0;
  const auto last =
      btf::member_of(*whole, static_cast<std::uint32_t>(btf_vlen(whole) - 1));
  if (btf.resolve_size(array->type) == 1U)
    least_ = std::min<std::size_t>(size_, last.bit_offset / 8);
}

bool EventShape::has_size(const Event& event) const {
  const std::size_t size = event.data.size();
  if (size < size_) return size >= least_;
  return is_open_ || size == size_ ||
         (event.origin && size == size_through_perf(size_));
}

std::optional<ByteView> EventShape::value_of(const Event& event) {
  if (!has_size(event)) return std::nullopt;
  if (event.data.size() >= size_) return event.data.first(size_);
  filled_.assign(size_, 0);
  std::ranges::copy(event.data, filled_.begin());
  return filled_;
}

}  // namespace skep::map
