#include "src/map/element_writer.h"

#include <bpf/bpf.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "src/map/access.h"
#include "src/map/held_objects.h"
#include "src/map/row_writer.h"
#include "src/sys/counted.h"
#include "src/sys/error.h"
#include "src/sys/signals.h"

namespace skep::map {
namespace {

constexpr std::size_t most_in_batch = 4096;
constexpr std::size_t batch_bytes = std::size_t{1} << 20U;

std::size_t batch_capacity(std::size_t element_size) {
  return std::clamp<std::size_t>(batch_bytes / element_size, 1, most_in_batch);
}

bool is_unsupported(int result) {
  return result == -EINVAL || result == -EOPNOTSUPP || result == -524;
}

}  // namespace

ElementWriter::ElementWriter(const Map& map, const ElementLayout& layout,
                             std::uint64_t flags, NamePlace name_place,
                             Progress& progress)
    : map_(map),
      layout_(layout),
      flags_(flags),
      name_place_(std::move(name_place)),
      progress_(progress),
      key_size_(layout.key_size),
      values_size_(layout.values.total_size()),
      capacity_(batch_capacity(key_size_ + values_size_)),
      // Batches take none of the other flags, and want keys.
      uses_batches_(flags == BPF_ANY && key_size_ != 0 &&
                    !held_object(map.info())),
      keys_(capacity_ * key_size_),
      values_(capacity_ * values_size_) {
  places_.reserve(capacity_);
}

void ElementWriter::add(std::uint64_t place) {
  places_.push_back(place);
  if (places_.size() == capacity_) flush();
}

void ElementWriter::flush() {
  if (places_.empty()) return;
  throw_if_stopped_half_way();
  // What a failed batch has written is written again: the same elements.
  if (!uses_batches_ || !write_batch())
    for (std::size_t i = 0; i < places_.size(); ++i) write_one(i);
  places_.clear();
  progress_.show(written_);
}

bool ElementWriter::write_batch() {
  auto count = static_cast<std::uint32_t>(places_.size());
  const int result = bpf_map_update_batch(map_.fd().get(), keys_.data(),
                                          values_.data(), &count, nullptr);
  if (is_unsupported(result)) uses_batches_ = false;
  if (result == 0) written_ += places_.size();
  return result == 0;
}

void ElementWriter::write_one(std::size_t index) {
  const void* key = key_size_ == 0 ? nullptr : keys_.data() + index * key_size_;
  const MutableBytes value =
      MutableBytes{values_}.subspan(index * values_size_, values_size_);
  int result = 0;
  try {
    const Fd held = open_held_object(map_.info(), value);
    result = bpf_map_update_elem(map_.fd().get(), key, value.data(), flags_);
  } catch (const Error& error) {
    throw with_count(error.in(
        fmt::format("can't write {} to {}", name_of(index), map_.label())));
  }
  if (result == -E2BIG) throw full_error(index, result);
  if (result < 0)
    throw with_count(
        access_error(map_, result, "write " + name_of(index) + " to"));
  ++written_;
}

void ElementWriter::throw_if_stopped_half_way() const {
  if (is_stop_requested())
    throw Error{
        ErrorKind::interrupted, EINTR,
        fmt::format("interrupted: {} written", counted(written_, "element"))};
}

// Return what messages call an element: its place, its key or both.
std::string ElementWriter::name_of(std::size_t index) const {
  std::string name = name_place_ ? name_place_(places_[index]) : "";
  if (key_size_ == 0) return name;
  const ByteView key = ByteView{keys_}.subspan(index * key_size_, key_size_);
  const std::string text = "key " + key_text(layout_, key);
  return name.empty() ? text : fmt::format("{} ({})", name, text);
}

Error ElementWriter::full_error(std::size_t index, int code) const {
  return {
      ErrorKind::system, E2BIG,
      fmt::format("{} is full: {} written, {} is the first that was not",
                  map_.label(), counted(written_, "element"), name_of(index)),
      access_error(map_, code, "update").hint()};
}

Error ElementWriter::with_count(const Error& error) const {
  return {error.kind(), error.code(),
          fmt::format("{}; {} written before", error.what(),
                      counted(written_, "element")),
          error.hint()};
}

}  // namespace skep::map
