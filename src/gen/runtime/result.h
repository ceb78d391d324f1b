// What a call can come to: a value, or why there is none.
#pragma once

#include <bpf/libbpf.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

// What libbpf's headers are at least.
#ifndef SKEP_LIBBPF
#define SKEP_LIBBPF(major, minor)    \
  (LIBBPF_MAJOR_VERSION > (major) || \
   (LIBBPF_MAJOR_VERSION == (major) && LIBBPF_MINOR_VERSION >= (minor)))
#endif

namespace skep::v0 {

// Why something can't be done.
class error_info {
 public:
  error_info() noexcept = default;
  // `code` is an errno value, of either sign; `action` a literal such as
  // "load map"; `name` is copied.
  error_info(int code, const char* action, const char* name) noexcept
      : code_(code < 0 ? -code : code), action_(action) {
    std::strncpy(name_, name != nullptr ? name : "", sizeof name_ - 1);
    name_[sizeof name_ - 1] = '\0';
  }

  // Return the errno value, above zero.
  int code() const noexcept { return code_; }
  // Return what was to be done ("attach program") and to which object.
  const char* action() const noexcept { return action_; }
  const char* name() const noexcept { return name_; }

  // Return all of it as a sentence for people.
  std::string message() const {
    char reason[128] = "";
    ::libbpf_strerror(code_, reason, sizeof reason);
    std::string text = std::string{"can't "} + action_;
    if (name_[0] != '\0') text += std::string{" "} + name_;
    return text + ": " + reason;
  }

 private:
  int code_ = 0;
  const char* action_ = "";
  char name_[64];
};

#if defined(__cpp_exceptions)
// What value() throws when there is no value.
class exception : public std::system_error {
 public:
  explicit exception(const error_info& info)
      : std::system_error(std::error_code{info.code(), std::generic_category()},
                          info.message()),
        info_(info) {}
  const error_info& info() const noexcept { return info_; }

 private:
  error_info info_;
};

[[noreturn]] inline void fail(const error_info& info) { throw exception{info}; }
#else
[[noreturn]] inline void fail(const error_info& info) {
  std::fprintf(stderr, "%s\n", info.message().c_str());
  std::abort();
}
#endif

// A value, or an error. Look before you take the value: value() without one
// throws skep::exception, or ends a program that has no exceptions.
template <typename T = void>
class [[nodiscard]] result {
 public:
  result(T value) : value_(std::move(value)) {}
  result(const error_info& error) noexcept : error_(error) {}

  bool has_value() const noexcept { return value_.has_value(); }
  explicit operator bool() const noexcept { return has_value(); }

  T& value() & { return *checked(); }
  const T& value() const& {
    if (!value_) fail(error_);
    return *value_;
  }
  T&& value() && { return std::move(*checked()); }
  T value_or(T other) && {
    return value_ ? std::move(*value_) : std::move(other);
  }

  // Only if there is a value.
  T& operator*() & noexcept { return *value_; }
  const T& operator*() const& noexcept { return *value_; }
  T&& operator*() && noexcept { return std::move(*value_); }
  T* operator->() noexcept { return &*value_; }
  const T* operator->() const noexcept { return &*value_; }

  // Only if there is no value.
  const error_info& error() const noexcept { return error_; }

 private:
  std::optional<T>& checked() {
    if (!value_) fail(error_);
    return value_;
  }

  std::optional<T> value_;
  error_info error_;
};

template <>
class [[nodiscard]] result<void> {
 public:
  result() noexcept = default;
  result(const error_info& error) noexcept : error_(error) {}

  bool has_value() const noexcept { return error_.code() == 0; }
  explicit operator bool() const noexcept { return has_value(); }
  void value() const {
    if (!has_value()) fail(error_);
  }
  const error_info& error() const noexcept { return error_; }

 private:
  error_info error_;
};

// Return what libbpf's return value says: below zero, a negated errno.
inline result<> done(long returned, const char* action, const char* name) {
  if (returned >= 0) return {};
  return error_info{static_cast<int>(returned), action, name};
}

}  // namespace skep::v0
