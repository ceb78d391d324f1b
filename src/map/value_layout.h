// How the values of one element lie in the memory that the kernel copies.
#pragma once

#include <linux/bpf.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "src/sys/bytes.h"

namespace skep::map {

// One value; or, in a per-CPU map, one for each possible CPU, which begins at
// a multiple of 8 bytes.
class ValueLayout {
 public:
  // Errors: Error when the possible CPUs of a per-CPU map can't be read.
  explicit ValueLayout(const bpf_map_info& info);
  // Lay out a value for each of `cpus`; without any, a single one.
  ValueLayout(std::uint32_t size, std::vector<std::uint32_t> cpus)
      : size_(size), cpus_(std::move(cpus)) {}

  // The size of one value.
  [[nodiscard]] std::uint32_t size() const { return size_; }
  // The CPUs that have a value of their own, by id; none if all share one.
  [[nodiscard]] const std::vector<std::uint32_t>& cpus() const { return cpus_; }
  [[nodiscard]] bool is_per_cpu() const { return !cpus_.empty(); }

  // The size of all the values of one element.
  [[nodiscard]] std::size_t total_size() const;
  // Return the value of the CPU with this place in cpus().
  [[nodiscard]] ByteView value_at(ByteView values, std::size_t place) const;
  [[nodiscard]] MutableBytes value_at(MutableBytes values,
                                      std::size_t place) const;
  // Return `value` for every CPU.
  [[nodiscard]] Bytes replicate(ByteView value) const;
  // Return one value for each of cpus().
  [[nodiscard]] Bytes lay_out(const std::vector<Bytes>& values) const;

 private:
  [[nodiscard]] std::size_t stride() const;

  std::uint32_t size_;
  std::vector<std::uint32_t> cpus_;
};

}  // namespace skep::map
