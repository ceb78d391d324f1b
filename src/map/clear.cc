#include "src/map/clear.h"

#include <bpf/bpf.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>

#include "src/map/access.h"
#include "src/map/dump.h"
#include "src/map/element_layout.h"
#include "src/map/element_writer.h"
#include "src/map/map_type.h"
#include "src/map/walk.h"
#include "src/sys/counted.h"
#include "src/sys/error.h"
#include "src/sys/progress.h"
#include "src/sys/signals.h"

namespace skep::map {
namespace {

// Removes keys by batches.
class Remover {
 public:
  Remover(const Map& map, Progress& progress)
      : map_(map), progress_(progress), key_size_(map.info().key_size) {}

  void add(ByteView key) {
    keys_.insert(keys_.end(), key.begin(), key.end());
    if (keys_.size() >= most_in_batch * key_size_) flush();
  }

  // Return how many were there.
  std::uint64_t finish() {
    flush();
    return removed_;
  }

 private:
  static constexpr std::size_t most_in_batch = 4096;

  void flush() {
    if (keys_.empty()) return;
    const std::size_t count = keys_.size() / key_size_;
    auto done = static_cast<std::uint32_t>(count);
    if (bpf_map_delete_batch(map_.fd().get(), keys_.data(), &done, nullptr) ==
        0)
      removed_ += count;
    else
      remove_one_by_one(done);
    keys_.clear();
    progress_.show(removed_);
  }

  // Of a batch that stopped, the kernel says how many are gone; of one that it
  // does not have, nothing.
  void remove_one_by_one(std::uint32_t done) {
    const std::size_t count = keys_.size() / key_size_;
    if (done < count) removed_ += done;
    for (std::size_t i = done < count ? done : 0; i < count; ++i)
      remove(keys_.data() + i * key_size_);
  }

  void remove(const Byte* key) {
    const int result = bpf_map_delete_elem(map_.fd().get(), key);
    if (result == -ENOENT) return;
    if (result < 0) {
      const Error error = access_error(map_, result, "clear");
      throw Error{error.kind(), error.code(),
                  fmt::format("{}; {} removed before", error.what(),
                              counted(removed_, "element")),
                  error.hint()};
    }
    ++removed_;
  }

  const Map& map_;
  Progress& progress_;
  std::size_t key_size_;
  Bytes keys_{};
  std::uint64_t removed_ = 0;
};

std::uint64_t remove_all(const Map& map) {
  Progress progress{"removed"};
  Remover remover{map, progress};
  walk(map, ValueLayout{map.info()},
       {.element = [&](ByteView key, ByteView) { remover.add(key); },
        .unreadable =
            [&](ByteView key, int code) {
              if (code != ENOENT) remover.add(key);
            }});
  return remover.finish();
}

std::uint64_t set_all_to_zero(const Map& map) {
  const ElementLayout layout = layout_of(map);
  Progress progress{"cleared"};
  ElementWriter writer{map, layout, BPF_ANY, nullptr, progress};
  walk(map, layout.values,
       {.element =
            [&](ByteView key, ByteView) {
              std::copy(key.begin(), key.end(), writer.key().begin());
              const MutableBytes values = writer.values();
              std::fill(values.begin(), values.end(), Byte{0});
              writer.add(0);
            },
        .unreadable = [](ByteView, int) {}});
  writer.finish();
  return writer.written();
}

// A program that fills the queue at the same time must not keep us for ever.
std::uint64_t take_all(const Map& map) {
  Progress progress{"removed"};
  const std::uint64_t most = 2 * std::uint64_t{map.info().max_entries} + 64;
  std::uint64_t taken = 0;
  for (; take(map, {}); ++taken) {
    throw_if_stopped();
    if (taken == most)
      throw failure("{} is filled faster than it can be cleared", map.label());
    progress.show(taken);
  }
  return taken;
}

void check_clearable(const Map& map) {
  const std::uint32_t type = map.info().type;
  if (type == BPF_MAP_TYPE_STRUCT_OPS)
    throw failure("can't clear {}: its value is what programs have registered",
                  map.label())
        .with_hint("detach its link, or remove its key by `map delete`");
  if (type != BPF_MAP_TYPE_QUEUE && type != BPF_MAP_TYPE_STACK)
    check_listable(map);
  check_not_frozen(map, "clear");
}

}  // namespace

std::uint64_t clear_elements(const Map& map) {
  const std::uint32_t type = map.info().type;
  check_clearable(map);
  if (type == BPF_MAP_TYPE_QUEUE || type == BPF_MAP_TYPE_STACK)
    return take_all(map);
  return keeps_elements(type) ? set_all_to_zero(map) : remove_all(map);
}

}  // namespace skep::map
