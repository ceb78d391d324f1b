// Maps with keys and values of types that are known.
#pragma once

#include <type_traits>

#include "src/gen/runtime/map_source.h"

namespace skep::v0 {

template <typename Key, typename Value>
struct entry {
  Key key;
  Value value;
};

// Walks over a map's entries, for range-for. Entries that come and go meanwhile
// may be seen or not; in a hash, deleting the one at hand may begin it anew.
template <typename Map>
class map_walk {
 public:
  using value_type = entry<typename Map::key_type, typename Map::value_type>;
  struct sentinel {};

  class iterator {
   public:
    explicit iterator(map_walk& walk) noexcept : walk_(&walk) {}
    const value_type& operator*() const noexcept { return *walk_->at_; }
    const value_type* operator->() const noexcept { return &*walk_->at_; }
    iterator& operator++() {
      walk_->advance();
      return *this;
    }
    bool operator!=(sentinel) const noexcept { return walk_->at_.has_value(); }

   private:
    map_walk* walk_;
  };

  explicit map_walk(const Map& map) noexcept : map_(&map) {}
  iterator begin() {
    advance();
    return iterator{*this};
  }
  sentinel end() const noexcept { return {}; }

  // Return why the walk ended early, if it did.
  const result<>& status() const noexcept { return status_; }

 private:
  void advance() {
    at_.reset();
    while (!at_ && step()) {
    }
  }

  // Go to the next key; false at the end.
  bool step() {
    auto next = map_->next_key(key_ ? &*key_ : nullptr);
    if (!next) return stop(next.error());
    if (!*next) return false;
    key_ = **next;
    auto value = map_->get(*key_);
    if (!value) return stop(value.error());
    if (*value) at_.emplace(value_type{*key_, std::move(**value)});
    return true;
  }

  bool stop(const error_info& error) noexcept {
    status_ = error;
    return false;
  }

  const Map* map_;
  std::optional<typename Map::key_type> key_;
  std::optional<value_type> at_;
  result<> status_;
};

// What all maps with keys can do.
template <typename Key, typename Source>
class keyed_map : public Source {
  static_assert(std::is_trivially_copyable<Key>::value, "keys are bytes");

 public:
  using key_type = Key;
  using Source::Source;

  // Delete an element; false if there is none.
  result<bool> erase(const Key& key) const noexcept {
    const int error = this->remove(&key, sizeof key);
    if (error == -ENOENT) return false;
    if (error < 0) return this->failed(error, "delete from map");
    return true;
  }

  // Return the key behind `key`, the first one for null; nullopt at the end.
  result<std::optional<Key>> next_key(const Key* key) const noexcept {
    std::optional<Key> found{std::in_place};
    const int error = this->next(key, &*found, sizeof(Key));
    if (error == -ENOENT) return std::optional<Key>{};
    if (error < 0) return failed(error, "list map");
    return found;
  }

 protected:
  error_info failed(int error, const char* action) const noexcept {
    return {error, action, this->name()};
  }

  // Read a value; nullopt if there is none.
  template <typename Value>
  result<std::optional<Value>> found(int error, std::optional<Value>& value,
                                     const char* action) const {
    if (error == -ENOENT) return std::optional<Value>{};
    if (error < 0) return failed(error, action);
    return std::move(value);
  }
};

// Where reading in batches has come to.
template <typename Key>
class batch_cursor {
 public:
  // Has everything been read?
  bool is_done() const noexcept { return is_done_; }

 private:
  template <typename, typename, typename>
  friend class map;
  // The kernel keeps a key here, or the number of a bucket.
  struct alignas(8) place {
    unsigned char bytes[sizeof(Key) > 8 ? sizeof(Key) : 8];
  };
  place at_{};
  bool is_started_ = false;
  bool is_done_ = false;
};

// A hash, an array, an LPM trie, or whatever has one value for each key.
template <typename Key, typename Value, typename Source = object_map>
class map : public keyed_map<Key, Source> {
  static_assert(std::is_trivially_copyable<Value>::value, "values are bytes");

 public:
  using value_type = Value;
  using keyed_map<Key, Source>::keyed_map;

  // Return the value of a key; nullopt if there is none.
  // Flags are the kernel's: BPF_F_LOCK.
  result<std::optional<Value>> get(const Key& key,
                                   std::uint64_t flags = 0) const noexcept {
    std::optional<Value> value{std::in_place};
    const int error =
        this->lookup(&key, sizeof key, &*value, sizeof(Value), flags);
    return this->found(error, value, "look up in map");
  }

  // The same, and delete it.
  result<std::optional<Value>> take(const Key& key,
                                    std::uint64_t flags = 0) const noexcept {
    std::optional<Value> value{std::in_place};
    const int error =
        Source::take(&key, sizeof key, &*value, sizeof(Value), flags);
    return this->found(error, value, "take from map");
  }

  // Write a value. Flags: BPF_ANY, BPF_NOEXIST, BPF_EXIST, BPF_F_LOCK.
  result<> put(const Key& key, const Value& value,
               std::uint64_t flags = BPF_ANY) const noexcept {
    return done(this->update(&key, sizeof key, &value, sizeof value, flags),
                "update map", this->name());
  }

  // Walk: for (const auto& [key, value] : map.entries()) ...
  map_walk<map> entries() const noexcept { return map_walk<map>{*this}; }

  // Write many elements by one call, as far as it goes.
  result<> put_batch(const Key* keys, const Value* values, std::size_t count,
                     std::uint64_t flags = BPF_ANY) const noexcept {
    const auto options = batch_options(flags);
    __u32 size = static_cast<__u32>(count);
    const int error = check_sizes();
    return done(error < 0 ? error
                          : ::bpf_map_update_batch(this->fd(), keys, values,
                                                   &size, &options),
                "update map", this->name());
  }

  // Delete many elements by one call, as far as it goes.
  result<> erase_batch(const Key* keys, std::size_t count) const noexcept {
    const auto options = batch_options(0);
    __u32 size = static_cast<__u32>(count);
    const int error = check_sizes();
    return done(error < 0
                    ? error
                    : ::bpf_map_delete_batch(this->fd(), keys, &size, &options),
                "delete from map", this->name());
  }

  // Read up to `capacity` further elements by one call; return how many.
  // ENOSPC: the room is too small for a bucket of the map.
  result<std::size_t> get_batch(batch_cursor<Key>& cursor, Key* keys,
                                Value* values,
                                std::size_t capacity) const noexcept {
    return read_batch(::bpf_map_lookup_batch, cursor, keys, values, capacity);
  }

  // The same, and delete them.
  result<std::size_t> take_batch(batch_cursor<Key>& cursor, Key* keys,
                                 Value* values,
                                 std::size_t capacity) const noexcept {
    return read_batch(::bpf_map_lookup_and_delete_batch, cursor, keys, values,
                      capacity);
  }

 private:
  static ::bpf_map_batch_opts batch_options(std::uint64_t flags) noexcept {
    ::bpf_map_batch_opts options{};
    options.sz = sizeof options;
    options.elem_flags = flags;
    return options;
  }

  // Nobody else checks the sizes of a batch.
  int check_sizes() const noexcept {
    return this->has_sizes(sizeof(Key), sizeof(Value)) ? 0 : -EINVAL;
  }

  template <typename Read>
  result<std::size_t> read_batch(Read read, batch_cursor<Key>& cursor,
                                 Key* keys, Value* values,
                                 std::size_t capacity) const noexcept {
    if (cursor.is_done_) return std::size_t{0};
    const auto options = batch_options(0);
    __u32 count = static_cast<__u32>(capacity);
    int error = check_sizes();
    if (error == 0)
      error = read(this->fd(), cursor.is_started_ ? &cursor.at_ : nullptr,
                   &cursor.at_, keys, values, &count, &options);
    if (error < 0 && error != -ENOENT) return this->failed(error, "read map");
    cursor.is_started_ = true;
    cursor.is_done_ = error == -ENOENT;
    return std::size_t{count};
  }
};

}  // namespace skep::v0
