// Maps that are no tables of keys and values.
#pragma once

#include "src/gen/runtime/link.h"
#include "src/gen/runtime/percpu_map.h"

namespace skep::v0 {

// A map about which no more is known.
template <typename Source = object_map>
class plain_map : public Source {
 public:
  using Source::Source;
};

// A queue or a stack.
template <typename Value, typename Source = object_map>
class queue_map : public Source {
  static_assert(std::is_trivially_copyable<Value>::value, "values are bytes");

 public:
  using Source::Source;

  // Add a value. BPF_EXIST: drop the oldest one if the map is full.
  result<> push(const Value& value,
                std::uint64_t flags = BPF_ANY) const noexcept {
    return done(this->update(nullptr, 0, &value, sizeof value, flags),
                "push to map", this->name());
  }
  // Take the next value; nullopt if the map is empty.
  result<std::optional<Value>> pop() const noexcept {
    std::optional<Value> value{std::in_place};
    const int error = this->take(nullptr, 0, &*value, sizeof(Value), 0);
    return found(error, value, "pop from map");
  }
  // The same, and leave it there.
  result<std::optional<Value>> peek() const noexcept {
    std::optional<Value> value{std::in_place};
    const int error = this->lookup(nullptr, 0, &*value, sizeof(Value), 0);
    return found(error, value, "look into map");
  }

 private:
  result<std::optional<Value>> found(int error, std::optional<Value>& value,
                                     const char* action) const noexcept {
    if (error == -ENOENT) return std::optional<Value>{};
    if (error < 0) return error_info{error, action, this->name()};
    return std::move(value);
  }
};

// A set that may hold more than what was added.
template <typename Value, typename Source = object_map>
class bloom_filter : public Source {
  static_assert(std::is_trivially_copyable<Value>::value, "values are bytes");

 public:
  using Source::Source;

  result<> add(const Value& value) const noexcept {
    return done(this->update(nullptr, 0, &value, sizeof value, BPF_ANY),
                "add to map", this->name());
  }
  // False: it was never added.
  result<bool> may_contain(const Value& value) const noexcept {
    Value copy = value;  // the kernel reads it
    const int error = this->lookup(nullptr, 0, &copy, sizeof copy, 0);
    if (error == -ENOENT) return false;
    if (error < 0) return error_info{error, "look up in map", this->name()};
    return true;
  }
};

// Holds what descriptors stand for: programs, control groups, sockets.
template <typename Key, typename Source = object_map>
class fd_map : public keyed_map<Key, Source> {
 public:
  using keyed_map<Key, Source>::keyed_map;

  // Put in what `fd` stands for; the descriptor stays the caller's.
  result<> put(const Key& key, int fd,
               std::uint64_t flags = BPF_ANY) const noexcept {
    const auto narrow = static_cast<std::uint32_t>(fd);
    const auto wide = static_cast<std::uint64_t>(fd);
    const bool is_wide = this->value_size() == sizeof wide;
    return done(this->update(&key, sizeof key,
                             is_wide ? static_cast<const void*>(&wide)
                                     : static_cast<const void*>(&narrow),
                             is_wide ? sizeof wide : sizeof narrow, flags),
                "update map", this->name());
  }
};

// Maps in a map. `Inner` is a handle that owns a descriptor.
template <typename Key, typename Inner, typename Source = object_map>
class map_of_maps : public fd_map<Key, Source> {
 public:
  using fd_map<Key, Source>::fd_map;
  using inner_map = Inner;

  // Return the map that stands there; nullopt if there is none.
  result<std::optional<Inner>> get(const Key& key) const noexcept {
    std::uint32_t id = 0;
    int fd = this->lookup(&key, sizeof key, &id, sizeof id, 0);
    if (fd >= 0) fd = ::bpf_map_get_fd_by_id(id);
    if (fd == -ENOENT) return std::optional<Inner>{};
    if (fd < 0) return this->failed(fd, "look up in map");
    return std::optional<Inner>{Inner{fd}};
  }
};

// A value for each socket, task, inode or control group, by its descriptor.
template <typename Value, typename Source = object_map>
class storage_map : public map<int, Value, Source> {
 public:
  using map<int, Value, Source>::map;
};

// Functions of the kernel: they are in use from attach() on.
class struct_ops_map : public object_map {
 public:
  struct_ops_map(::bpf_map* native, object_owner* owner) noexcept
      : object_map(native), owner_(owner) {}

  result<link> attach() const {
    return take_link(::bpf_map__attach_struct_ops(native()), owner_,
                     "attach map", name());
  }

 private:
  object_owner* owner_;
};

}  // namespace skep::v0
