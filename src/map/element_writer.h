// Many elements written to a map, by batches where the kernel has them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "src/map/element_layout.h"
#include "src/map/map.h"
#include "src/sys/bytes.h"
#include "src/sys/error.h"
#include "src/sys/progress.h"

namespace skep::map {

class ElementWriter {
 public:
  // Tells what messages call an element, "elements.ndjson:12"; without it, they
  // have its key alone.
  using NamePlace = std::function<std::string(std::uint64_t place)>;

  // `flags` is BPF_ANY, BPF_NOEXIST or BPF_EXIST. All must outlive the writer.
  ElementWriter(const Map& map, const ElementLayout& layout,
                std::uint64_t flags, NamePlace name_place, Progress& progress);

  // Where the next element is to be put before add(); its values lie as
  // ValueLayout tells, with the ids of maps and programs that they hold.
  [[nodiscard]] MutableBytes key() { return slot(keys_, key_size_); }
  [[nodiscard]] MutableBytes values() { return slot(values_, values_size_); }
  // Take the element; it is written now or later.
  // Errors: Error that tells which element could not be written, and how many
  //         were before it; the stop signal.
  void add(std::uint64_t place);
  // Write what has been taken.
  void finish() { flush(); }

  // Return how many are in the map.
  [[nodiscard]] std::uint64_t written() const { return written_; }

 private:
  [[nodiscard]] MutableBytes slot(Bytes& all, std::size_t size) const {
    return MutableBytes{all}.subspan(places_.size() * size, size);
  }
  void flush();
  [[nodiscard]] bool write_batch();
  void write_one(std::size_t index);
  void throw_if_stopped_half_way() const;
  [[nodiscard]] std::string name_of(std::size_t index) const;
  [[nodiscard]] Error full_error(std::size_t index, int code) const;
  // Return `error` with how many elements were written before it.
  [[nodiscard]] Error with_count(const Error& error) const;

  const Map& map_;
  const ElementLayout& layout_;
  std::uint64_t flags_;
  NamePlace name_place_;
  Progress& progress_;
  std::size_t key_size_;
  std::size_t values_size_;
  std::size_t capacity_;
  bool uses_batches_;
  Bytes keys_;
  Bytes values_;
  std::vector<std::uint64_t> places_{};  // of the elements taken
  std::uint64_t written_ = 0;
};

}  // namespace skep::map
