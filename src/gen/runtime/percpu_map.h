// Maps with a value for each CPU.
#pragma once

#include <vector>

#include "src/gen/runtime/map.h"

namespace skep::v0 {

// The values of one key, by the number of the CPU; there may be CPUs that are
// not online.
template <typename Value>
class percpu {
  // The kernel gives each value a multiple of eight bytes.
  struct alignas(8) slot {
    Value value;
  };
  static_assert(sizeof(slot) == (sizeof(Value) + 7) / 8 * 8, "whole slots");

 public:
  // Take the same value for every CPU.
  explicit percpu(const Value& value = Value{})
      : slots_(cpu_count(), slot{value}) {}

  Value& operator[](std::size_t cpu) noexcept { return slots_[cpu].value; }
  const Value& operator[](std::size_t cpu) const noexcept {
    return slots_[cpu].value;
  }
  std::size_t size() const noexcept { return slots_.size(); }

  void* data() noexcept { return slots_.data(); }
  const void* data() const noexcept { return slots_.data(); }
  std::size_t byte_count() const noexcept {
    return slots_.size() * sizeof(slot);
  }

 private:
  static std::size_t cpu_count() noexcept {
    const int count = ::libbpf_num_possible_cpus();
    return count > 0 ? static_cast<std::size_t>(count) : 0;
  }

  std::vector<slot> slots_;
};

template <typename Key, typename Value, typename Source = object_map>
class percpu_map : public keyed_map<Key, Source> {
  static_assert(std::is_trivially_copyable<Value>::value, "values are bytes");

 public:
  using value_type = percpu<Value>;
  using keyed_map<Key, Source>::keyed_map;

  // Return the values of a key; nullopt if there is none.
  result<std::optional<percpu<Value>>> get(const Key& key) const {
    std::optional<percpu<Value>> values{std::in_place};
    const int error =
        this->lookup(&key, sizeof key, values->data(), values->byte_count(), 0);
    return this->found(error, values, "look up in map");
  }

  // Write the values of all CPUs.
  result<> put(const Key& key, const percpu<Value>& values,
               std::uint64_t flags = BPF_ANY) const noexcept {
    return done(this->update(&key, sizeof key, values.data(),
                             values.byte_count(), flags),
                "update map", this->name());
  }
  // Write one value for all CPUs.
  result<> put(const Key& key, const Value& value,
               std::uint64_t flags = BPF_ANY) const {
    return put(key, percpu<Value>{value}, flags);
  }

  map_walk<percpu_map> entries() const noexcept {
    return map_walk<percpu_map>{*this};
  }
};

}  // namespace skep::v0
