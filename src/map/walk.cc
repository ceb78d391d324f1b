#include "src/map/walk.h"

#include <bpf/bpf.h>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <utility>

#include "src/map/map_type.h"
#include "src/sys/error.h"
#include "src/sys/signals.h"

namespace skep::map {
namespace {

constexpr std::size_t batch_bytes = std::size_t{1} << 18U;

// Ends a walk that would not: when the key that the walk has come to vanishes,
// the kernel starts over, and the map can go on changing.
class Budget {
 public:
  explicit Budget(const Map& map) : map_(map) {
    // Some types, which can't loop, say that they hold 0.
    const std::uint64_t size = map.info().max_entries;
    if (size != 0) left_ = 2 * size + 64;
  }

  void spend(std::uint64_t steps) {
    if (steps > left_)
      throw failure("{} changes faster than it can be read", map_.label())
          .with_hint("what was shown is incomplete, and holds keys twice");
    left_ -= steps;
  }

 private:
  const Map& map_;
  std::uint64_t left_ = std::numeric_limits<std::uint64_t>::max();
};

class BatchWalk {
 public:
  BatchWalk(const Map& map, const ValueLayout& layout, const Visitor& visitor)
      : map_(map),
        key_size_(map.info().key_size),
        values_size_(layout.total_size()),
        visitor_(visitor),
        budget_(map),
        // The kernel keeps a number in it or, for some types, a key.
        cursor_(std::max<std::size_t>(key_size_, sizeof(std::uint64_t))),
        next_cursor_(cursor_.size()) {
    resize(std::min<std::size_t>(batch_bytes / (key_size_ + values_size_),
                                 map.info().max_entries));
  }

  // Return false, without having visited anything, when the kernel has no
  // batches for this map.
  bool run() {
    bool is_first = true;
    while (true) {
      throw_if_stopped();
      std::uint32_t count = capacity_;
      const int result = read(is_first, count);
      if (is_first && is_unsupported(result)) return false;
      if (result == -ENOSPC) {
        grow();
        continue;
      }
      check_result(result);
      visit(count);
      if (result == -ENOENT) return true;
      if (count == 0) continue;
      is_first = false;
      std::swap(cursor_, next_cursor_);
    }
  }

 private:
  int read(bool is_first, std::uint32_t& count) {
    return bpf_map_lookup_batch(
        map_.fd().get(), is_first ? nullptr : cursor_.data(),
        next_cursor_.data(), keys_.data(), values_.data(), &count, nullptr);
  }

  static bool is_unsupported(int result) {
    return result == -EINVAL || result == -EOPNOTSUPP || result == -524;
  }

  // At the end of the map, ENOENT comes with the last elements. EINTR comes
  // from an element that kept on changing; what was read before it is good.
  void check_result(int result) const {
    if (result == -ENOENT || result == -EINTR) return;
    check(result, "can't read the elements of {}", map_.label());
  }

  // A bucket of a hash comes whole, whatever its size.
  void grow() {
    budget_.spend(capacity_);
    resize(std::size_t{capacity_} * 2);
  }

  void resize(std::size_t capacity) {
    capacity_ = static_cast<std::uint32_t>(std::max<std::size_t>(capacity, 1));
    keys_.resize(std::size_t{capacity_} * key_size_);
    values_.resize(std::size_t{capacity_} * values_size_);
  }

  void visit(std::uint32_t count) {
    budget_.spend(std::max<std::uint32_t>(count, 1));
    const ByteView keys{keys_};
    const ByteView values{values_};
    for (std::size_t i = 0; i < count; ++i)
      visitor_.element(keys.subspan(i * key_size_, key_size_),
                       values.subspan(i * values_size_, values_size_));
  }

  const Map& map_;
  std::size_t key_size_;
  std::size_t values_size_;
  const Visitor& visitor_;
  Budget budget_;
  std::uint32_t capacity_ = 0;
  Bytes keys_;
  Bytes values_;
  Bytes cursor_;
  Bytes next_cursor_;
};

void visit_key(const Map& map, const Visitor& visitor, ByteView key,
               Bytes& values) {
  const int result =
      bpf_map_lookup_elem(map.fd().get(), key.data(), values.data());
  if (result == 0)
    visitor.element(key, values);
  else if (result != -ENOENT || !skips_empty(map.info().type))
    visitor.unreadable(key, -result);
}

void walk_keys(const Map& map, const ValueLayout& layout,
               const Visitor& visitor) {
  Budget budget{map};
  Bytes key(map.info().key_size);
  Bytes next(key.size());
  Bytes values(layout.total_size());
  const void* from = nullptr;
  while (true) {
    throw_if_stopped();
    const int result = bpf_map_get_next_key(map.fd().get(), from, next.data());
    if (result == -ENOENT) return;
    check(result, "can't list the keys of {}", map.label());
    budget.spend(1);
    visit_key(map, visitor, next, values);
    std::swap(key, next);
    from = key.data();
  }
}

}  // namespace

void walk(const Map& map, const ValueLayout& layout, const Visitor& visitor) {
  if (reads_in_batches(map.info().type) &&
      BatchWalk{map, layout, visitor}.run())
    return;
  walk_keys(map, layout, visitor);
}

}  // namespace skep::map
