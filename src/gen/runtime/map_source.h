// Where the elements of a map are: behind libbpf's handle, or a descriptor.
#pragma once

#include <bpf/bpf.h>

#include <cstddef>
#include <cstdint>

#include "src/gen/runtime/owned_fd.h"
#include "src/gen/runtime/result.h"

namespace skep::v0 {

// A map of the object; valid as long as it. libbpf checks that keys and values
// have the sizes that the map has.
class object_map {
 public:
  object_map(::bpf_map* native) noexcept : native_(native) {}

  ::bpf_map* native() const noexcept { return native_; }
  int fd() const noexcept { return ::bpf_map__fd(native_); }
  const char* name() const noexcept { return ::bpf_map__name(native_); }
  std::uint32_t max_entries() const noexcept {
    return ::bpf_map__max_entries(native_);
  }

  result<> pin(const char* path) const noexcept {
    return done(::bpf_map__pin(native_, path), "pin map", name());
  }
  result<> unpin(const char* path) const noexcept {
    return done(::bpf_map__unpin(native_, path), "unpin map", name());
  }

 protected:
  bool has_sizes(std::size_t key_size, std::size_t value_size) const noexcept {
    return ::bpf_map__key_size(native_) == key_size &&
           ::bpf_map__value_size(native_) == value_size;
  }
  std::size_t value_size() const noexcept {
    return ::bpf_map__value_size(native_);
  }
  // These return below zero, a negated errno, on failure.
  int lookup(const void* key, std::size_t key_size, void* value,
             std::size_t value_size, std::uint64_t flags) const noexcept {
    return ::bpf_map__lookup_elem(native_, key, key_size, value, value_size,
                                  flags);
  }
  int take(const void* key, std::size_t key_size, void* value,
           std::size_t value_size, std::uint64_t flags) const noexcept {
    return ::bpf_map__lookup_and_delete_elem(native_, key, key_size, value,
                                             value_size, flags);
  }
  int update(const void* key, std::size_t key_size, const void* value,
             std::size_t value_size, std::uint64_t flags) const noexcept {
    return ::bpf_map__update_elem(native_, key, key_size, value, value_size,
                                  flags);
  }
  int remove(const void* key, std::size_t key_size) const noexcept {
    return ::bpf_map__delete_elem(native_, key, key_size, 0);
  }
  int next(const void* key, void* next, std::size_t key_size) const noexcept {
    return ::bpf_map__get_next_key(native_, key, next, key_size);
  }

 private:
  ::bpf_map* native_;
};

// A map by a descriptor of its own; it stays as long as this.
class owned_map {
 public:
  // Take over `fd`, a map's.
  explicit owned_map(int fd) noexcept : fd_(fd), info_() {
    __u32 size = sizeof info_;
    ::bpf_obj_get_info_by_fd(fd, &info_, &size);
  }

  int fd() const noexcept { return fd_.get(); }
  const char* name() const noexcept { return info_.name; }
  std::uint32_t max_entries() const noexcept { return info_.max_entries; }

 protected:
  bool has_sizes(std::size_t key_size, std::size_t value_size) const noexcept {
    return info_.key_size == key_size && info_.value_size == value_size;
  }
  std::size_t value_size() const noexcept { return info_.value_size; }
  int lookup(const void* key, std::size_t key_size, void* value,
             std::size_t value_size, std::uint64_t flags) const noexcept {
    if (!takes(key_size, value_size)) return -EINVAL;
    return ::bpf_map_lookup_elem_flags(fd(), key, value, flags);
  }
  int take(const void* key, std::size_t key_size, void* value,
           std::size_t value_size, std::uint64_t flags) const noexcept {
    if (!takes(key_size, value_size)) return -EINVAL;
    return ::bpf_map_lookup_and_delete_elem_flags(fd(), key, value, flags);
  }
  int update(const void* key, std::size_t key_size, const void* value,
             std::size_t value_size, std::uint64_t flags) const noexcept {
    if (!takes(key_size, value_size)) return -EINVAL;
    return ::bpf_map_update_elem(fd(), key, value, flags);
  }
  int remove(const void* key, std::size_t key_size) const noexcept {
    if (info_.key_size != key_size) return -EINVAL;
    return ::bpf_map_delete_elem(fd(), key);
  }
  int next(const void* key, void* next, std::size_t key_size) const noexcept {
    if (info_.key_size != key_size) return -EINVAL;
    return ::bpf_map_get_next_key(fd(), key, next);
  }

 private:
  // A per-CPU value is a slot of eight bytes, or several, for each CPU.
  bool takes(std::size_t key_size, std::size_t size) const noexcept {
    if (!is_percpu()) return has_sizes(key_size, size);
    const std::size_t slot = (info_.value_size + 7) / 8 * 8;
    const int cpus = ::libbpf_num_possible_cpus();
    return info_.key_size == key_size && cpus > 0 &&
           slot * static_cast<std::size_t>(cpus) == size;
  }
  bool is_percpu() const noexcept {
    return info_.type == BPF_MAP_TYPE_PERCPU_HASH ||
           info_.type == BPF_MAP_TYPE_PERCPU_ARRAY ||
           info_.type == BPF_MAP_TYPE_LRU_PERCPU_HASH;
  }

  owned_fd fd_;
  ::bpf_map_info info_;
};

// A map that is not there yet and can be configured.
class opened_map {
 public:
  opened_map(::bpf_map* native) noexcept : native_(native) {}

  ::bpf_map* native() const noexcept { return native_; }
  const char* name() const noexcept { return ::bpf_map__name(native_); }
  std::uint32_t max_entries() const noexcept {
    return ::bpf_map__max_entries(native_);
  }

  result<> set_max_entries(std::uint32_t count) const noexcept {
    return configured(::bpf_map__set_max_entries(native_, count));
  }
  result<> set_autocreate(bool on) const noexcept {
    return configured(::bpf_map__set_autocreate(native_, on));
  }
  // Use the map behind `fd`, which stays the caller's, instead of a new one.
  result<> reuse(int fd) const noexcept {
    return configured(::bpf_map__reuse_fd(native_, fd));
  }
  // Use the map that is pinned at `path`, or pin the new one there.
  result<> set_pin_path(const char* path) const noexcept {
    return configured(::bpf_map__set_pin_path(native_, path));
  }

 private:
  result<> configured(int error) const noexcept {
    return done(error, "configure map", name());
  }

  ::bpf_map* native_;
};

}  // namespace skep::v0
