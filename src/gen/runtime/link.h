// Links: what keeps a program, or a struct_ops map, attached.
#pragma once

#include <memory>

#include "src/gen/runtime/result.h"

namespace skep::v0 {

// Closes an object when nobody needs it any more: neither the skeleton nor a
// link, some kinds of which reach into the object when they are undone.
class object_owner : public std::enable_shared_from_this<object_owner> {
 public:
  explicit object_owner(::bpf_object* object) noexcept : object_(object) {}
  object_owner(const object_owner&) = delete;
  object_owner& operator=(const object_owner&) = delete;
  ~object_owner() { ::bpf_object__close(object_); }

  ::bpf_object* get() const noexcept { return object_; }

 private:
  ::bpf_object* object_;
};

// Keeps something attached as long as it lives; it may outlive the skeleton.
class link {
 public:
  link() noexcept = default;  // holds nothing
  // Take over a link of libbpf's.
  explicit link(::bpf_link* native,
                std::shared_ptr<object_owner> owner = nullptr) noexcept
      : owner_(std::move(owner)), native_(native) {}

  link(link&& other) noexcept
      : owner_(std::move(other.owner_)), native_(other.release()) {}
  link& operator=(link&& other) noexcept {
    link taken{std::move(other)};
    std::swap(owner_, taken.owner_);
    std::swap(native_, taken.native_);
    return *this;
  }
  ~link() { ::bpf_link__destroy(native_); }

  // Does it hold anything?
  explicit operator bool() const noexcept { return native_ != nullptr; }

  // Return libbpf's link, and give it up with release().
  ::bpf_link* native() const noexcept { return native_; }
  ::bpf_link* release() noexcept { return std::exchange(native_, nullptr); }

  int fd() const noexcept {
    return native_ != nullptr ? ::bpf_link__fd(native_) : -1;
  }

  // Let go of it: what was attached is detached, unless it is pinned.
  result<> detach() noexcept {
    const int error = ::bpf_link__destroy(release());
    owner_.reset();
    return done(error, "detach link", nullptr);
  }

  // Give the link a name in a BPF file system, which keeps it attached.
  result<> pin(const char* path) const noexcept {
    if (native_ == nullptr) return error_info{ENOENT, "pin link at", path};
    return done(::bpf_link__pin(native_, path), "pin link at", path);
  }
  result<> unpin() const noexcept {
    if (native_ == nullptr) return error_info{ENOENT, "unpin link", nullptr};
    return done(::bpf_link__unpin(native_), "unpin link", nullptr);
  }

 private:
  std::shared_ptr<object_owner> owner_;
  ::bpf_link* native_ = nullptr;
};

// Return what an attach function of libbpf's has returned, as a link.
inline result<link> take_link(::bpf_link* native, object_owner* owner,
                              const char* action, const char* name) {
  if (native == nullptr) return error_info{errno, action, name};
  return link{native, owner->shared_from_this()};
}

}  // namespace skep::v0
